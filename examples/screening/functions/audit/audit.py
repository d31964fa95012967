"""Watches messages: WorkMail does not wait for it, and ignores what it returns."""

import json


def handler(event, context):
    recipients = [recipient["address"] for recipient in event["envelope"]["recipients"]]
    print(json.dumps({"direction": event["flowDirection"], "messageId": event["messageId"], "recipients": len(recipients)}))
