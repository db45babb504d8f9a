import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;

/** Clients of Curator, each with a session of its own. */
final class Curators {
    private static String hosts;

    private Curators() {
    }

    static void use(String servers) {
        hosts = servers;
    }

    /** A connected client. */
    static CuratorFramework open() throws Exception {
        CuratorFramework client = CuratorFrameworkFactory.newClient(hosts, 10_000, 5_000, new RetryForever(100));
        client.start();
        Checks.holds(client.blockUntilConnected(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "connected");
        return client;
    }
}
