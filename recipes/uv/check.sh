# Wheels built by uv itself; found in a folder, and at an index on loopback; resolved, and installed. uv asks a Python
# for what it is: a script answers in its place, as there is none.
set -eu
export UV_NO_CONFIG=1 UV_CACHE_DIR="$PWD/cache" HOME="$PWD"
uv --version | grep -q '^uv 0.12.5'
uvx --version | grep -q '^uvx 0.12.5'

cat >python <<END
#!/bin/sh
cat <<ANSWER
{"result": "success", "standalone": false, "gil_disabled": false, "debug_enabled": false, "pointer_size": "64",
 "markers": {"implementation_name": "cpython", "implementation_version": "3.13.1", "os_name": "posix",
  "platform_machine": "x86_64", "platform_python_implementation": "CPython", "platform_release": "", "platform_system":
  "Linux", "platform_version": "", "python_full_version": "3.13.1", "python_version": "3.13", "sys_platform": "linux"},
 "sys_base_prefix": "$PWD/py", "sys_base_exec_prefix": "$PWD/py", "sys_prefix": "$PWD/py", "sys_base_executable": null,
 "sys_executable": "$PWD/python", "sys_path": [], "site_packages": ["$PWD/py/site"], "stdlib": "$PWD/py/lib",
 "extension_suffixes": [], "virtualenv": {"purelib": "site", "platlib": "site", "include": "include", "scripts": "bin",
  "data": ""}, "scheme": {"purelib": "$PWD/py/site", "platlib": "$PWD/py/site", "include": "$PWD/py/include",
  "scripts": "$PWD/py/bin", "data": "$PWD/py"},
 "platform": {"os": {"name": "musllinux", "major": 1, "minor": 2}, "arch": "x86_64"}, "manylinux_compatible": true}
ANSWER
END
chmod +x python
mkdir -p py/site py/lib links one/src/one two/src/two

project() {
  cat >"$1/pyproject.toml" <<END
[project]
name = "$1"
version = "$2"
requires-python = ">=3.9"
dependencies = [$3]
[build-system]
requires = ["uv_build<0.13"]
build-backend = "uv_build"
END
  echo "NAME = '$1'" >"$1/src/$1/__init__.py"
  (cd "$1" && uv build-backend build-wheel ../links)
}
project two 2.1 ''
project one 1.0 '"two>=2; python_version>='"'3.9'"'", "three; sys_platform=='"'win32'"'"'
[ -f links/one-1.0-py3-none-any.whl ]

echo one >in
uv pip compile --quiet --no-header --no-annotate --no-index --find-links links --python ./python in >out
[ "$(cat out)" = "$(printf 'one==1.0\ntwo==2.1')" ]
uv pip install --quiet --no-index --find-links links --python ./python --target target -r out
[ "$(cat target/two/__init__.py)" = "NAME = 'two'" ]
grep -q '^Version: 1.0$' target/one-1.0.dist-info/METADATA

rustc --edition 2024 -o index /repo/recipes/uv/index.rs
./index links uv pip compile --quiet --no-header --no-annotate --python ./python in >out
[ "$(cat out)" = "$(printf 'one==1.0\ntwo==2.1')" ]
./index links uv pip install --quiet --python ./python --target fetched one
cmp fetched/one/__init__.py target/one/__init__.py
cmp fetched/two/__init__.py target/two/__init__.py
if ./index links uv pip install --python ./python --target fetched four 2>refused; then exit 1; fi
grep -q 'four was not found in the package registry' refused

uv venv --quiet --python ./python venv
grep -q '^version_info = 3.13' venv/pyvenv.cfg
echo 'two<2' >in
if uv pip compile --no-index --find-links links --python ./python in 2>refused; then exit 1; fi
grep -q 'only two==2.1 is available' refused
if readelf -d "$(command -v uv)" | grep -q NEEDED; then exit 1; fi
