"""Looks for passwords and tokens in everything that a test's programs printed and wrote, however it is escaped."""

import base64
import html
import re
import subprocess
import urllib.parse

VARIABLES = ("MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN")
SHORTEST = 6


def unescaped(text):
    """One level less of the escapes of JSON, URLs and HTML."""

    def meant(match):
        number = match.group(1) or match.group(2)
        return chr(int(number, 16)) if number else match.group(3)

    text = re.sub(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\([\"\\/'])", meant, text)
    return html.unescape(urllib.parse.unquote(text, errors="replace"))


def levels(text):
    """The text, and what it stands for."""
    found = [text]
    for _ in range(4):
        text = unescaped(text)
        if text == found[-1]:
            break
        found.append(text)
    return found


def secrets_of(environment, arguments):
    """What a process was given: the variables, and the passwords of addresses."""
    given = [environment.get(name, "") for name in VARIABLES]
    user, password = environment.get("MLFLOW_TRACKING_USERNAME", ""), environment.get("MLFLOW_TRACKING_PASSWORD", "")
    if user:
        given.append(base64.b64encode(f"{user}:{password}".encode()).decode())
    for address in [*map(str, arguments), environment.get("MLFLOW_TRACKING_URI", "")]:
        match = re.search(r"(?:https?|azureml):/+([^:@\s]*):(.*)@", address)
        if match:
            given += [match.group(2), urllib.parse.unquote(match.group(2))]
            given.append(base64.b64encode(urllib.parse.unquote(f"{match.group(1)}:{match.group(2)}").encode()).decode())
    return {secret for secret in given if len(secret) >= SHORTEST}


def from_base64(text):
    """What the runs of base64 digits in a text hold."""
    held = []
    for run in re.findall(r"[A-Za-z0-9+/_-]{8,}", text):
        run = run.translate(str.maketrans("-_", "+/"))
        held.append(base64.b64decode(run[: len(run) // 4 * 4] if len(run) % 4 == 1 else run + "=" * (-len(run) % 4)))
    return b"\n".join(held).decode("utf-8", "replace")


def found_in(text, secrets):
    """The first secret that the text shows, or None."""
    for level in levels(text):
        for shown in (level, from_base64(level)):
            for secret in secrets:
                if any(form in shown for form in levels(secret)):
                    return secret
    return None


class Watch:
    """Notes what each process was given and printed. `install(monkeypatch)` puts it in the place of subprocess.Popen."""

    def __init__(self, binary):
        self.binary, self.secrets, self.printed = str(binary), set(), []

    def install(self, monkeypatch):
        watch, original = self, subprocess.Popen

        class Watched(original):
            def __init__(self, arguments, *others, **named):
                words = [arguments] if isinstance(arguments, (str, bytes)) else list(arguments)
                self.ours = str(words[0]) == watch.binary
                if self.ours:
                    watch.secrets |= secrets_of(named.get("env") or {}, words)
                super().__init__(arguments, *others, **named)

            def communicate(self, *others, **named):
                streams = super().communicate(*others, **named)
                if self.ours:
                    watch.printed += [text if isinstance(text, str) else text.decode("utf-8", "replace") for text in streams if text]
                return streams

        monkeypatch.setattr(subprocess, "Popen", Watched)

    def check(self, folders):
        """No secret in what was printed, nor in any file below the folders or its name."""
        if not self.secrets:
            return
        for text in self.printed:
            assert found_in(text, self.secrets) is None, text
        for folder in folders:
            for path in folder.rglob("*"):
                assert found_in(str(path), self.secrets) is None, path
                if path.is_file():
                    text = path.read_bytes().decode("utf-8", "replace")
                    assert found_in(text, self.secrets) is None, path
