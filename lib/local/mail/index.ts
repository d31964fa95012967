export { EventLog, type EventPage, type EventQuery, type LoggedEvent, type MailEvent } from './event-log';
