"""Runs the stages of a Dockerfile in plain folders by chroot, no container engine. Needs root and debootstrap."""

import fnmatch
import os
import pathlib
import shutil
import subprocess

import dockerfile

# A mount namespace of its own: what is mounted here is gone when the command ends.
ENTER = """
set -e
mount --bind /dev "$ROOT/dev"
mount -t proc proc "$ROOT/proc"
if [ -n "$CACHE" ]; then mkdir -p "$ROOT/ccache"; mount --bind "$CACHE" "$ROOT/ccache"; fi
exec chroot --userspec="$OWNER" --groups= "$ROOT" "$@"
"""
MIRROR = "http://deb.debian.org/debian"
SOURCES = f"""deb {MIRROR} bookworm main
deb {MIRROR} bookworm-updates main
deb http://deb.debian.org/debian-security bookworm-security main
"""


def run(*command, **options):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise RuntimeError(
            f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        )
    return done


def make_debian(root):
    """What `FROM debian:12...-slim` stands for."""
    run("debootstrap", "--variant=minbase", "bookworm", root, MIRROR)
    (root / "etc/apt/sources.list").write_text(SOURCES)


class Image:
    """One stage as a folder, and what ENV, USER and WORKDIR say about it."""

    def __init__(self, root, parent, extra):
        self.root, self.extra = root, extra
        self.environment, self.arguments, self.user, self.folder = (
            {"PATH": os.defpath + ":/usr/sbin:/sbin"},
            {},
            "root",
            "/",
        )
        self.check, self.command = None, None
        run("cp", "-a", "--reflink=auto", parent.root if isinstance(parent, Image) else parent, root)
        if isinstance(parent, Image):
            self.environment = dict(parent.environment)
            self.user, self.folder = parent.user, parent.folder

    def owner(self):
        entries = (line.split(":") for line in (self.root / "etc/passwd").read_text().splitlines())
        return next((f"{entry[2]}:{entry[3]}" for entry in entries if entry[0] == self.user), None)

    def run(self, *command, **options):
        """Runs a command inside, as the stage's user, in its folder."""
        for origin, place in {"/etc/resolv.conf": "etc/resolv.conf", **self.extra.get("files", {})}.items():
            shutil.copy(origin, self.root / place)
        environment = self.environment | self.arguments | self.extra.get("environment", {})
        inside = ["/usr/bin/env", "-i", *(f"{key}={value}" for key, value in environment.items()), *command]
        outer = os.environ | {"ROOT": str(self.root), "OWNER": self.owner(), "CACHE": self.extra.get("cache", "")}
        enter = ["unshare", "--mount", "--pid", "--fork", "sh", "-c", ENTER, "enter", *inside]
        enter[-len(inside) :] = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', self.folder, *inside]
        return run(*enter, env=outer, **options)


class Build:
    """Builds the stages of a Dockerfile below `work`; the last one is the image."""

    def __init__(self, context, work, arguments, extra=None):
        self.context, self.work, self.arguments = pathlib.Path(context), pathlib.Path(work), arguments
        self.extra, self.stages, self.bases = extra or {}, {}, {}
        self.ignored = (self.context / ".dockerignore").read_text().split("\n")

    def base(self, name):
        if name in self.stages:
            return self.stages[name]
        if not name.startswith("debian:12."):
            raise ValueError(f"{name} has no stand-in here")
        if name not in self.bases:
            self.bases[name] = self.work / "debian"
            make_debian(self.bases[name])
        return self.bases[name]

    def build(self):
        for stage in dockerfile.parse((self.context / "Dockerfile").read_text(), self.arguments):
            image = Image(self.work / stage.name, self.base(stage.base), self.extra)
            for name, rest in stage.instructions:
                getattr(self, f"do_{name.lower()}")(image, rest)
            self.stages[stage.name] = image
        return image

    def do_arg(self, image, rest):
        key, _, default = rest.partition("=")
        image.arguments[key] = self.arguments.get(key, default)

    def do_env(self, image, rest):
        image.environment |= dockerfile.pairs(dockerfile.fill(rest, image.environment | image.arguments))

    def do_workdir(self, image, rest):
        image.folder = rest
        (image.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def do_user(self, image, rest):
        image.user = rest

    def do_run(self, image, rest):
        image.run("/bin/sh", "-c", rest)

    def do_healthcheck(self, image, rest):
        image.check = dockerfile.words(rest)

    def do_cmd(self, image, rest):
        image.command = dockerfile.words(rest)

    def do_copy(self, image, rest):
        *options, source, target = rest.split()
        place = image.root / os.path.join(image.folder, target).lstrip("/")
        if options:
            origin = self.stages[options[0].removeprefix("--from=")].root / source.lstrip("/")
        else:
            origin = self.context / source
        if origin.is_file():
            place = place / origin.name if target.endswith("/") else place
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, place)
        else:
            shutil.copytree(origin, place, symlinks=True, dirs_exist_ok=True, ignore=None if options else self.ignore)

    def ignore(self, folder, names):
        """The names in a folder of the context that .dockerignore leaves out."""
        path = pathlib.Path(folder).relative_to(self.context)
        patterns = [line for line in self.ignored if line and not line.startswith("#")]
        return [
            name
            for name in names
            if any(
                fnmatch.fnmatch(name, pattern[3:])
                if pattern.startswith("**/")
                else fnmatch.fnmatch(str(path / name), pattern)
                for pattern in patterns
            )
        ]
