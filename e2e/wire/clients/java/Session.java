import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** A session of ZooKeeper’s own Java client, and the events that came to its default watcher. */
record Session(ZooKeeper zk, Events events) implements AutoCloseable {
    static final int TIMEOUT_MS = 10_000;
    private static String hosts;

    @Override
    public void close() throws InterruptedException {
        zk.close();
    }

    /** The servers of all sessions to come: {@code 127.0.0.1:2181,…} in the order of their ids. */
    static void use(String servers) {
        hosts = servers;
    }

    static String hosts() {
        return hosts;
    }

    static Session open() throws Exception {
        return open(hosts);
    }

    static Session open(String servers) throws Exception {
        Events events = new Events();
        ZooKeeper zk = new ZooKeeper(servers, TIMEOUT_MS, events);
        events.awaitConnected();
        return new Session(zk, events);
    }

    /** One server of them, from 0. */
    static String server(int index) {
        return hosts.split(",")[index];
    }

    static String create(ZooKeeper zk, String path, String data) throws Exception {
        return zk.create(path, Checks.bytes(data), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    /** What is read after it is no older than what was written before it. */
    static void sync(ZooKeeper zk) {
        zk.sync("/", (rc, path, context) -> {
        }, null);
    }

    /** The number of the server that the client is connected to, from 1. */
    static int serverOf(ZooKeeper zk) {
        String remote = zk.toString().replaceFirst("(?s).* remoteserver:\\S*/", "").replaceFirst("(?s) .*", "");
        int at = List.of(hosts.split(",")).indexOf(remote);
        Checks.holds(at >= 0, zk + " names its server");
        return at + 1;
    }

    /** Again while the connection is lost; what an earlier try has done already is done. */
    static void retried(Checks.Check work) throws Exception {
        for (int tries = 0;; tries++) {
            try {
                work.run();
                return;
            } catch (KeeperException.ConnectionLossException lost) {
                if (tries == 300) throw lost;
                Thread.sleep(100);
            } catch (KeeperException.NodeExistsException | KeeperException.NoNodeException done) {
                if (tries == 0) throw done;
                return;
            }
        }
    }
}
