import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** Sessions: what is negotiated, who holds one, and what was acknowledged to it. */
final class SessionChecks {
    private SessionChecks() {
    }

    static void negotiatedTimeout() throws Exception {
        for (int[] wish : new int[][] {{1500, 4000}, {12_345, 12_345}, {3_600_000, 40_000}}) {
            Events events = new Events();
            ZooKeeper zk = new ZooKeeper(Session.hosts(), wish[0], events);
            events.awaitConnected();
            Checks.equal(wish[1], zk.getSessionTimeout());
            zk.close();
        }
    }

    static void mayBeReadOnly() throws Exception {
        Events events = new Events();
        ZooKeeper zk = new ZooKeeper(Session.hosts(), Session.TIMEOUT_MS, events, true);
        events.awaitConnected();
        Checks.equal(ZooKeeper.States.CONNECTED, zk.getState());
        Session.create(zk, "/may-be-read-only", "");
        zk.close();
    }

    static void takenOver() throws Exception {
        Session first = Session.open(Session.server(0));
        first.zk().create("/taken", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        Events events = new Events();
        ZooKeeper second = new ZooKeeper(Session.server(1), Session.TIMEOUT_MS, events, first.zk().getSessionId(), first.zk().getSessionPasswd());
        events.awaitConnected();
        Checks.equal(first.zk().getSessionId(), second.getSessionId());
        Checks.equal(first.zk().getSessionId(), second.exists("/taken", false).getEphemeralOwner());
        second.close();
        Checks.eventually("the other holder of the session learns that it is closed",
                () -> first.events().state() == KeeperState.Expired);
        try (Session other = Session.open()) {
            Session.sync(other.zk());
            Checks.equal(null, other.zk().exists("/taken", false));
        }
        Events refused = new Events();
        ZooKeeper late = new ZooKeeper(Session.server(2), Session.TIMEOUT_MS, refused, first.zk().getSessionId(), first.zk().getSessionPasswd());
        Checks.eventually("a closed session is refused", () -> refused.state() == KeeperState.Expired);
        late.close();
        first.close();
    }

    static void leaderKilledUnderWrites() throws Exception {
        int writers = 3;
        AtomicBoolean isOver = new AtomicBoolean();
        try (Session maker = Session.open()) {
            Session.create(maker.zk(), "/writes", "");
        }
        List<Future<Integer>> counts = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            String prefix = "/writes/" + i + "-";
            counts.add(Checks.meanwhile(() -> write(prefix, isOver)));
        }
        Thread.sleep(500);
        String killed = Checks.please("kill leader");
        Thread.sleep(3000);
        isOver.set(true);
        int acknowledged = 0;
        for (Future<Integer> count : counts) acknowledged += count.get();
        Checks.please("restart " + killed);
        for (int at = 0; at < 3; at++) {
            try (Session reader = Session.open(Session.server(at))) {
                Session.sync(reader.zk());
                Checks.equal(acknowledged, reader.zk().getAllChildrenNumber("/writes"));
            }
        }
    }

    /** Creates numbered znodes until it is over; how many were acknowledged, each of which must be there. */
    private static int write(String prefix, AtomicBoolean isOver) throws Exception {
        try (Session session = Session.open()) {
            int count = 0;
            while (!isOver.get()) {
                String path = prefix + count;
                Session.retried(() -> Session.create(session.zk(), path, ""));
                count++;
            }
            Checks.holds(count > 10, "writes went on");
            return count;
        }
    }
}
