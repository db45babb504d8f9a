import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** Much at once: transactions, requests without waiting, large data. */
final class BatchChecks {
    private BatchChecks() {
    }

    static void multi() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            List<OpResult> results = zk.multi(List.of(
                    Op.create("/multi", Checks.bytes("a"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                    Op.create("/multi/s-", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL),
                    Op.create("/multi/ttl", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_WITH_TTL, 60_000),
                    Op.create("/multi/container", null, Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER),
                    Op.setData("/multi", Checks.bytes("b"), 0),
                    Op.check("/multi", 1),
                    Op.delete("/multi/container", 0)));
            Checks.equal("/multi", ((OpResult.CreateResult) results.get(0)).getPath());
            Checks.equal("/multi/s-0000000000", ((OpResult.CreateResult) results.get(1)).getPath());
            Checks.equal(1, ((OpResult.SetDataResult) results.get(4)).getStat().getVersion());
            Stat stat = zk.exists("/multi", false);
            Checks.equal(4, stat.getCversion());
            Checks.equal(stat.getCzxid(), stat.getMzxid());
            Checks.equal(List.of("s-0000000000", "ttl"), Checks.sorted(zk.getChildren("/multi", false)));
        }
    }

    static void multiRefused() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            try {
                zk.multi(List.of(
                        Op.create("/refused", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                        Op.check("/refused", 7),
                        Op.delete("/refused", -1)));
                throw new AssertionError("the multi was carried out");
            } catch (KeeperException.BadVersionException refused) {
                List<Integer> codes = refused.getResults().stream().map(result -> ((OpResult.ErrorResult) result).getErr()).toList();
                Checks.equal(List.of(0, -103, -2), codes);
            }
            Checks.equal(null, zk.exists("/refused", false));
        }
    }

    static void multiOfReads() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            Session.create(zk, "/reads", "data");
            Session.create(zk, "/reads/child", "");
            List<OpResult> results = zk.multi(List.of(
                    Op.getData("/reads"), Op.getChildren("/reads"), Op.getData("/reads/none")));
            Checks.equal("data", Checks.text(((OpResult.GetDataResult) results.get(0)).getData()));
            Checks.equal(List.of("child"), ((OpResult.GetChildrenResult) results.get(1)).getChildren());
            Checks.equal(-101, ((OpResult.ErrorResult) results.get(2)).getErr());
        }
    }

    static void asynchronous() throws Exception {
        try (Session session = Session.open()) {
            Session.create(session.zk(), "/asynchronous", "");
            List<Integer> versions = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch all = new CountDownLatch(600);
            for (int i = 0; i < 300; i++) {
                session.zk().setData("/asynchronous", Checks.bytes("" + i), i, (rc, path, context, stat) -> {
                    versions.add(rc == 0 ? stat.getVersion() : rc);
                    all.countDown();
                }, null);
                session.zk().getData("/asynchronous", false, (rc, path, context, data, stat) -> {
                    versions.add(rc == 0 ? stat.getVersion() : rc);
                    all.countDown();
                }, null);
            }
            Checks.holds(all.await(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "600 answers");
            for (int i = 0; i < 600; i++) Checks.equal(i / 2 + 1, versions.get(i));
        }
    }

    static void large() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            byte[] data = new byte[1_000_000];
            for (int i = 0; i < data.length; i++) data[i] = (byte) (i * 31);
            zk.create("/large", data, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            Checks.holds(java.util.Arrays.equals(data, zk.getData("/large", false, null)), "what was written is read");
            Session.create(zk, "/many", "");
            List<Integer> refused = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch all = new CountDownLatch(3000);
            for (int i = 0; i < 3000; i++) {
                zk.create("/many/n" + i, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, (rc, path, context, name) -> {
                    if (rc != 0) refused.add(rc);
                    all.countDown();
                }, null);
            }
            Checks.holds(all.await(60, TimeUnit.SECONDS), "3000 answers");
            Checks.equal(List.of(), refused.stream().distinct().toList());
            Checks.equal(3000, zk.getChildren("/many", false).size());
        }
    }
}
