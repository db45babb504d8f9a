import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.curator.framework.recipes.nodes.GroupMember;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.nodes.PersistentTtlNode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;

/** Znodes that somebody keeps alive, and several changes at once. */
final class NodeRecipes {
    private NodeRecipes() {
    }

    static void persistentNode() throws Exception {
        try (CuratorFramework client = Curators.open(); CuratorFramework other = Curators.open()) {
            PersistentNode node = new PersistentNode(client, CreateMode.EPHEMERAL, false, "/curator/kept/node", Checks.bytes("a"));
            node.start();
            Checks.holds(node.waitForInitialCreate(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "made");
            other.sync().forPath("/curator");
            long owner = other.checkExists().forPath("/curator/kept/node").getEphemeralOwner();
            Checks.equal(client.getZookeeperClient().getZooKeeper().getSessionId(), owner);
            other.delete().forPath("/curator/kept/node");
            Checks.eventually("made again", () -> other.checkExists().forPath("/curator/kept/node") != null);
            node.setData(Checks.bytes("b"));
            Checks.eventually("changed", () -> "b".equals(Checks.text(other.getData().forPath("/curator/kept/node"))));
            node.close();
            Checks.eventually("gone", () -> other.checkExists().forPath("/curator/kept/node") == null);
        }
    }

    static void persistentTtlNode() throws Exception {
        try (CuratorFramework client = Curators.open()) {
            PersistentTtlNode node = new PersistentTtlNode(client, "/curator/ttl-node", 3000, Checks.bytes("a"));
            node.start();
            Checks.holds(node.waitForInitialCreate(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "made");
            Checks.eventually("touched", () -> client.checkExists().forPath("/curator/ttl-node/touch") != null);
            Thread.sleep(2500);
            Checks.holds(client.checkExists().forPath("/curator/ttl-node") != null, "kept while it is touched");
            node.close();
        }
    }

    static void groupMember() throws Exception {
        try (CuratorFramework one = Curators.open(); CuratorFramework two = Curators.open()) {
            GroupMember first = new GroupMember(one, "/curator/group", "first", Checks.bytes("1"));
            GroupMember second = new GroupMember(two, "/curator/group", "second", Checks.bytes("2"));
            first.start();
            second.start();
            Checks.eventually("both are seen", () -> first.getCurrentMembers().size() == 2 && second.getCurrentMembers().size() == 2);
            Checks.equal("2", Checks.text(first.getCurrentMembers().get("second")));
            second.close();
            Checks.eventually("one is left", () -> first.getCurrentMembers().keySet().equals(java.util.Set.of("first")));
            first.close();
        }
    }

    static void transactions() throws Exception {
        try (CuratorFramework client = Curators.open()) {
            List<CuratorTransactionResult> results = client.transaction().forOperations(
                    client.transactionOp().create().forPath("/curator-transaction", Checks.bytes("a")),
                    client.transactionOp().create().withMode(CreateMode.PERSISTENT_SEQUENTIAL).forPath("/curator-transaction/s-"),
                    client.transactionOp().setData().withVersion(0).forPath("/curator-transaction", Checks.bytes("b")),
                    client.transactionOp().check().withVersion(1).forPath("/curator-transaction"));
            Checks.equal("/curator-transaction/s-0000000000", results.get(1).getResultPath());
            Checks.equal(1, results.get(2).getResultStat().getVersion());
            Checks.refused(KeeperException.NodeExistsException.class, () -> client.transaction().forOperations(
                    client.transactionOp().setData().forPath("/curator-transaction", Checks.bytes("c")),
                    client.transactionOp().create().forPath("/curator-transaction")));
            Checks.equal("b", Checks.text(client.getData().forPath("/curator-transaction")));
        }
    }

    static void builders() throws Exception {
        try (CuratorFramework client = Curators.open()) {
            String made = client.create().creatingParentContainersIfNeeded().withProtection()
                    .withMode(CreateMode.EPHEMERAL_SEQUENTIAL).forPath("/curator-containers/a/p-", Checks.bytes("x"));
            Checks.holds(made.matches("/curator-containers/a/_c_[-0-9a-f]{36}-p-0000000000"), made);
            client.create().compressed().forPath("/curator-containers/z", Checks.bytes("x".repeat(10_000)));
            Checks.equal(10_000, client.getData().decompressed().forPath("/curator-containers/z").length);
            Checks.holds(client.checkExists().forPath("/curator-containers/z").getDataLength() < 1000, "kept compressed");
            client.create().orSetData().forPath("/curator-containers/z", Checks.bytes("y"));
            Checks.equal("y", Checks.text(client.getData().forPath("/curator-containers/z")));
            client.delete().guaranteed().deletingChildrenIfNeeded().forPath("/curator-containers");
            Checks.equal(null, client.checkExists().forPath("/curator-containers"));
        }
    }
}
