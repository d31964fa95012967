"""Reads messages with Python's own parser: base64 in, one a line; JSON out, one a line."""
import base64
import email
import email.policy
import hashlib
import json
import sys


def describe(part):
    try:
        if part.get_content_maintype() == 'text':
            return [part.get_content_type(), part.get_filename(), part.get_content()]
    except (LookupError, UnicodeError):
        pass
    payload = part.get_payload(decode=True) or b''
    return [part.get_content_type(), part.get_filename(), hashlib.sha256(payload).hexdigest()]


for line in sys.stdin:
    message = email.message_from_bytes(base64.b64decode(line), policy=email.policy.default)
    parts = [describe(part) for part in message.walk() if not part.is_multipart()]
    print(json.dumps({'subject': message['Subject'], 'parts': parts, 'defects': len(message.defects)}))
