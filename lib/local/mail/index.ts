/** Mail in and out of the local WorkMail: SMTP, a queue on disk, mailboxes, bounces, the email event log. */
export type { Destination } from './delivery/relay';
export { EventLog, type EventPage, type EventQuery, type LoggedEvent, type MailEvent } from './event-log';
export { LocalMail, type LocalMailOptions, type MailSurroundings } from './local-mail';
export type { MailProgress, MailStage, MailStatus, QueuedMail } from './progress';
