import { ApiError } from '../http';

/** Refusals under the names that the service's model has for them. */

export function messageNotFound(messageId: string): ApiError {
  const why = `There is no message ${messageId}, or it came more than 24 hours ago.`;
  return new ApiError('ResourceNotFoundException', why, 404);
}

export function invalidContentLocation(why: string): ApiError {
  return new ApiError('InvalidContentLocation', why, 400);
}

export function messageRejected(why: string): ApiError {
  return new ApiError('MessageRejected', why, 400);
}

export function messageFrozen(messageId: string): ApiError {
  return new ApiError('MessageFrozen', `The message ${messageId} can no longer be changed.`, 400);
}

export function malformed(why: string): ApiError {
  return new ApiError('SerializationException', why, 400);
}
