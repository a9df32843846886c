"""A contestant: a process that stays, asked by a line and answering by one of JSON, within a time."""

import json
import os
import select
import subprocess
import time


class Failed(Exception):
    """What a contestant could not do, in its own words."""


class Contestant:
    def __init__(self, command, environment=None):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        self.unread = b""
        self.about = None

    def greet(self, seconds):
        """Reads what the process says about itself."""
        self.about = self.read(seconds)
        return self.about

    def ask(self, line, seconds):
        """The answer to one line. Failed when it is an error, or does not come in time: the process is then ended."""
        if self.process.poll() is not None:
            raise Failed("the process has ended")
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()
        return self.read(seconds)

    def read(self, seconds):
        end = time.monotonic() + seconds
        while b"\n" not in self.unread:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                self.close()
                raise Failed(f"no answer in {seconds:.0f} s")
            read = os.read(self.process.stdout.fileno(), 1 << 16)
            if not read:
                raise Failed(f"the process ended with status {self.process.wait()}")
            self.unread += read
        line, self.unread = self.unread.split(b"\n", 1)
        answer = json.loads(line)
        if "error" in answer:
            raise Failed(answer["error"])
        return answer

    def close(self):
        self.process.kill()
        self.process.wait()
