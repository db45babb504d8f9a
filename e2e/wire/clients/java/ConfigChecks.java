import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;

/** The members: read and changed. */
final class ConfigChecks {
    private ConfigChecks() {
    }

    static void config() throws Exception {
        try (Session session = Session.open()) {
            List<String> lines = Checks.text(session.zk().getConfig(false, new Stat())).lines().toList();
            Checks.equal(4, lines.size());
            for (int i = 0; i < 3; i++) {
                Checks.holds(lines.get(i).matches("server." + (i + 1) + "=[^;]+:\\d+:\\d+:participant.*"), lines.get(i));
            }
            Checks.holds(lines.get(3).matches("version=[0-9a-f]+"), lines.get(3));
        }
    }

    private static ZooKeeperAdmin admin(Events events) throws Exception {
        ZooKeeperAdmin admin = new ZooKeeperAdmin(Session.hosts(), Session.TIMEOUT_MS, events);
        events.awaitConnected();
        return admin;
    }

    static void reconfigure() throws Exception {
        Events events = new Events();
        ZooKeeperAdmin admin = admin(events);
        String joining = "server.9=127.0.0.1:39991:39992:observer;127.0.0.1:39993";
        Checks.refused(KeeperException.NoAuthException.class, () -> admin.reconfigure(joining, null, null, -1, new Stat()));
        admin.addAuthInfo("digest", Checks.bytes("super:test"));
        admin.getConfig(events, new Stat());
        Stat stat = new Stat();
        String grown = Checks.text(admin.reconfigure(joining, null, null, -1, stat));
        Checks.holds(grown.contains("server.9=127.0.0.1:39991:39992:observer;127.0.0.1:39993"), grown);
        Checks.equal(String.format("version=%x", stat.getMzxid()), grown.lines().reduce("", (a, b) -> b));
        Checks.equal("NodeDataChanged /zookeeper/config", events.next());
        Checks.refused(KeeperException.BadVersionException.class, () -> admin.reconfigure(null, "9", null, 1, new Stat()));
        Checks.refused(KeeperException.NewConfigNoQuorum.class,
                () -> admin.reconfigure("server.8=127.0.0.1:39981:39982:participant;127.0.0.1:39983,server.7=127.0.0.1:39971:39972:"
                        + "participant;127.0.0.1:39973,server.6=127.0.0.1:39961:39962:participant;127.0.0.1:39963",
                        null, null, -1, new Stat()));
        String shrunk = Checks.text(admin.reconfigure(null, "9", null, stat.getMzxid(), new Stat()));
        Checks.holds(!shrunk.contains("server.9="), shrunk);
        admin.close();
    }
}
