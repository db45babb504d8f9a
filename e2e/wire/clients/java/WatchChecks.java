import java.util.List;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/** Watches: which change fires which, and what becomes of them when a server is lost. */
final class WatchChecks {
    private WatchChecks() {
    }

    static void oneShotWatches() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            zk.exists("/shot", true);
            Session.create(zk, "/shot", "");
            Checks.equal("NodeCreated /shot", session.events().next());
            zk.getData("/shot", true, null);
            zk.getChildren("/shot", true);
            Session.create(zk, "/shot/child", "");
            Checks.equal("NodeChildrenChanged /shot", session.events().next());
            zk.setData("/shot", null, -1);
            Checks.equal("NodeDataChanged /shot", session.events().next());
            zk.setData("/shot", null, -1);
            zk.delete("/shot/child", -1);
            Checks.holds(session.events().isEmpty(), "a watch fires once");
        }
    }

    static void persistentWatch() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            zk.addWatch("/persistent", AddWatchMode.PERSISTENT);
            Session.create(zk, "/persistent", "");
            Session.create(zk, "/persistent/child", "");
            Session.create(zk, "/persistent/child/below", "");
            zk.setData("/persistent", null, -1);
            zk.setData("/persistent", null, -1);
            zk.delete("/persistent/child/below", -1);
            zk.delete("/persistent/child", -1);
            zk.delete("/persistent", -1);
            Checks.equal(List.of("NodeCreated /persistent", "NodeChildrenChanged /persistent", "NodeDataChanged /persistent",
                    "NodeDataChanged /persistent", "NodeChildrenChanged /persistent", "NodeDeleted /persistent"),
                    session.events().next(6));
        }
    }

    static void recursiveWatch() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            zk.addWatch("/recursive", AddWatchMode.PERSISTENT_RECURSIVE);
            Session.create(zk, "/recursive", "");
            Session.create(zk, "/recursive/child", "");
            Session.create(zk, "/recursive/child/below", "");
            zk.setData("/recursive/child/below", null, -1);
            zk.delete("/recursive/child/below", -1);
            Checks.equal(List.of("NodeCreated /recursive", "NodeCreated /recursive/child", "NodeCreated /recursive/child/below",
                    "NodeDataChanged /recursive/child/below", "NodeDeleted /recursive/child/below"), session.events().next(5));
        }
    }

    static void removedWatches() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            Events events = new Events();
            Session.create(zk, "/removed", "");
            zk.addWatch("/removed", events, AddWatchMode.PERSISTENT);
            zk.removeWatches("/removed", events, Watcher.WatcherType.Any, false);
            Checks.equal("PersistentWatchRemoved /removed", events.next());
            zk.getData("/removed", events, null);
            zk.removeAllWatches("/removed", Watcher.WatcherType.Data, false);
            Checks.equal("DataWatchRemoved /removed", events.next());
            zk.setData("/removed", null, -1);
            Checks.holds(events.isEmpty(), "a removed watch does not fire");
            Checks.refused(KeeperException.NoWatcherException.class,
                    () -> zk.removeAllWatches("/removed", Watcher.WatcherType.Children, false));
        }
    }

    static void watchesSetAgain() throws Exception {
        try (Session watching = Session.open(); Session writer = Session.open()) {
            for (String name : List.of("/again", "/again/data", "/again/gone", "/again/children", "/again/recursive")) {
                Session.create(writer.zk(), name, "");
            }
            ZooKeeper zk = watching.zk();
            Session.sync(zk);
            zk.getData("/again/data", true, null);
            zk.getData("/again/gone", true, null);
            zk.getChildren("/again/children", true);
            zk.exists("/again/made", true);
            zk.addWatch("/again/recursive", AddWatchMode.PERSISTENT_RECURSIVE);
            int killed = Session.serverOf(zk);
            Checks.please("kill " + killed);
            Session.retried(() -> writer.zk().setData("/again/data", null, -1));
            Session.retried(() -> writer.zk().delete("/again/gone", -1));
            Session.retried(() -> Session.create(writer.zk(), "/again/children/child", ""));
            Session.retried(() -> Session.create(writer.zk(), "/again/made", ""));
            List<String> told = watching.events().next(4);
            Checks.equal(List.of("NodeChildrenChanged /again/children", "NodeCreated /again/made", "NodeDataChanged /again/data",
                    "NodeDeleted /again/gone"), Checks.sorted(told));
            Checks.holds(Session.serverOf(zk) != killed, "connected elsewhere");
            Session.retried(() -> zk.exists("/", false));
            Session.create(writer.zk(), "/again/recursive/below", "");
            Checks.equal("NodeCreated /again/recursive/below", watching.events().next());
            Checks.please("restart " + killed);
        }
    }
}
