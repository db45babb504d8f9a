import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
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
        int more = 10;
        AtomicBoolean isOver = new AtomicBoolean();
        try (Session maker = Session.open()) {
            Session.create(maker.zk(), "/writes", "");
        }
        AtomicIntegerArray counts = new AtomicIntegerArray(writers);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            int writer = i;
            ends.add(Checks.meanwhile(() -> write(writer, counts, isOver)));
        }
        for (int i = 0; i < writers; i++) reached(counts, i, more, ends.get(i));
        String killed = Checks.please("kill leader");
        for (int i = 0; i < writers; i++) reached(counts, i, counts.get(i) + more, ends.get(i));
        isOver.set(true);
        for (Future<?> end : ends) end.get();
        int acknowledged = 0;
        for (int i = 0; i < writers; i++) acknowledged += counts.get(i);
        Checks.please("restart " + killed);
        for (int at = 0; at < 3; at++) {
            try (Session reader = Session.open(Session.server(at))) {
                Session.sync(reader.zk());
                Checks.equal(acknowledged, reader.zk().getAllChildrenNumber("/writes"));
            }
        }
    }

    /** Waits until this writer has so many; a writer that ended before fails with its reason. */
    private static void reached(AtomicIntegerArray counts, int writer, int count, Future<?> end) throws Exception {
        Checks.eventually("writer " + writer + " writes on", () -> {
            if (end.isDone()) end.get();
            return counts.get(writer) >= count;
        });
    }

    /** Creates numbered znodes until it is over, and counts those that were acknowledged: each of them must be there. */
    private static Void write(int writer, AtomicIntegerArray counts, AtomicBoolean isOver) throws Exception {
        try (Session session = Session.open()) {
            while (!isOver.get()) {
                String path = "/writes/" + writer + "-" + counts.get(writer);
                Session.retried(() -> Session.create(session.zk(), path, ""));
                counts.incrementAndGet(writer);
            }
            return null;
        }
    }
}
