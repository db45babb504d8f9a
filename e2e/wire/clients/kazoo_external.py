"""A pytest plugin: kazoo's own tests use an ensemble that is running already, instead of starting one.

The environment variable ENSEMBLE names it: `127.0.0.1:2181,127.0.0.1:2182,127.0.0.1:2183`. kazoo's harness asks one function
for its cluster, a list of servers with `address`, `running`, `stop()` and `run()`; that function is replaced here. Nobody may
stop these servers from a test: the four tests that want to are skipped. Made for kazoo 2.8 (Debian's python3-kazoo).
"""

import os

import pytest

# kazoo decides by this version which tests apply, when its test modules are imported.
os.environ["ZOOKEEPER_VERSION"] = "3.8.0"

from kazoo.testing import harness  # noqa: E402


class RunningServer:
    """One server of the ensemble, as far as kazoo's tests look at it."""

    running = True
    server_info = None

    def __init__(self, address):
        self.address = address
        self.host, port = address.rsplit(":", 1)
        self.client_port = int(port)

    def run(self):
        """It runs."""

    def stop(self):
        pytest.skip("the ensemble is not ours to stop")

    def get_logs(self):
        return []


class RunningCluster(list):
    """The servers; starting and ending them is somebody else's work."""

    def start(self):
        """They run."""

    def stop(self):
        """They stay."""

    def terminate(self):
        """They stay."""

    def reset(self):
        """They keep what they have."""

    def get_logs(self):
        return []


CLUSTER = RunningCluster(RunningServer(address) for address in os.environ["ENSEMBLE"].split(","))
harness.get_global_cluster = lambda: CLUSTER
