"""Runs one Lambda function in a process of its own.

It is told what to do, and answers, by lines of JSON on file descriptor 3; standard output and error belong to the
function.
"""

import importlib
import json
import logging
import os
import queue
import socket
import sys
import threading
import time
import traceback

channel = socket.socket(fileno=3)
messages = queue.Queue()


def send(message):
    channel.sendall((json.dumps(message) + "\n").encode())


def receive_messages():
    """In a thread of its own, so that a busy function ends as well when nobody is left who could call it."""
    with channel.makefile("r", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            messages.put(json.loads(line))
    os._exit(0)


class RuntimeFault(Exception):
    def __init__(self, fault, message):
        super().__init__(message)
        self.type = "Runtime." + fault


class Context:
    """The second argument of a handler."""

    identity = None
    client_context = None

    def __init__(self, values, deadline):
        self.aws_request_id = values["awsRequestId"]
        self.function_name = values["functionName"]
        self.function_version = values["functionVersion"]
        self.invoked_function_arn = values["invokedFunctionArn"]
        self.memory_limit_in_mb = values["memoryLimitInMB"]
        self.log_group_name = values["logGroupName"]
        self.log_stream_name = values["logStreamName"]
        self._deadline = deadline

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline - time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class RequestIdFilter(logging.Filter):
    request_id = ""

    def filter(self, record):
        record.aws_request_id = RequestIdFilter.request_id
        return True


def set_up_logging():
    """As in Lambda, whose root logger has one handler, at level WARNING."""
    logging.Formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stdout)
    line = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
    handler.setFormatter(logging.Formatter(line, "%Y-%m-%dT%H:%M:%S"))
    handler.addFilter(RequestIdFilter())
    logging.getLogger().addHandler(handler)


def limit_memory(megabytes):
    """Lambda kills a function that takes more; here it meets a MemoryError, where the system knows such a limit."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1024 * 1024,) * 2)
    except (ImportError, OSError, ValueError):
        pass


def load_handler(name):
    """`pkg/module.handler`: the function `handler` of the module `pkg.module`."""
    module_name, separator, function_name = name.rpartition(".")
    if not separator or ".." in name:
        raise RuntimeFault("MalformedHandlerName", "Bad handler '%s'" % name)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFault("ImportModuleError", "Unable to import module '%s': %s" % (module_name, error))
    except SyntaxError as error:
        raise RuntimeFault("UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error))
    if not hasattr(module, function_name):
        raise RuntimeFault("HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name))
    return getattr(module, function_name)


def initialize(environment, taskRoot, handler, memoryMegabytes):
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(taskRoot)
    sys.path[0] = taskRoot
    set_up_logging()
    limit_memory(memoryMegabytes)
    return load_handler(handler)


def describe(error, request_id=""):
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "errorMessage": str(error),
        "errorType": getattr(error, "type", None) if isinstance(error, RuntimeFault) else type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list([frame for frame in frames if frame.filename != __file__]),
    }


def log_failure(failure):
    print("[ERROR] %(errorType)s: %(errorMessage)s" % failure)
    print("Traceback (most recent call last):\n" + "".join(failure["stackTrace"]), flush=True)


def invoke(handler, payload, deadline, context):
    RequestIdFilter.request_id = context["awsRequestId"]
    try:
        value = handler(json.loads(payload), Context(context, deadline))
        try:
            return {"answer": json.dumps(value)}
        except (TypeError, ValueError) as error:
            raise RuntimeFault("MarshalError", "Unable to marshal response: %s" % error)
    except Exception as error:
        failure = describe(error, context["awsRequestId"])
        log_failure(failure)
        return {"failure": failure}


def main():
    threading.Thread(target=receive_messages, daemon=True).start()
    try:
        handler = initialize(**messages.get()["initialize"])
    except Exception as error:
        failure = describe(error)
        log_failure(failure)
        send({"failure": failure, "isLast": True})
        sys.exit(1)
    send({"ready": True})
    while True:
        send(invoke(handler, **messages.get()["invoke"]))


main()
