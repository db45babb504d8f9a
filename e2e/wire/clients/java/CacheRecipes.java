import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.NodeCache;
import org.apache.curator.framework.recipes.cache.PathChildrenCache;
import org.apache.curator.framework.recipes.cache.TreeCache;
import org.apache.curator.framework.recipes.watch.PersistentWatcher;

/** What follows a part of the tree by watches. */
@SuppressWarnings("deprecation")
final class CacheRecipes {
    private CacheRecipes() {
    }

    static void nodeCache() throws Exception {
        try (CuratorFramework client = Curators.open(); CuratorFramework writer = Curators.open()) {
            NodeCache cache = new NodeCache(client, "/curator-node-cache");
            cache.start(true);
            Checks.equal(null, cache.getCurrentData());
            writer.create().forPath("/curator-node-cache", Checks.bytes("a"));
            Checks.eventually("made", () -> cache.getCurrentData() != null);
            writer.setData().forPath("/curator-node-cache", Checks.bytes("b"));
            Checks.eventually("changed", () -> "b".equals(Checks.text(cache.getCurrentData().getData())));
            writer.delete().forPath("/curator-node-cache");
            Checks.eventually("gone", () -> cache.getCurrentData() == null);
            cache.close();
        }
    }

    static void pathChildrenCache() throws Exception {
        try (CuratorFramework client = Curators.open(); CuratorFramework writer = Curators.open()) {
            writer.create().creatingParentsIfNeeded().forPath("/curator/children/old");
            // Another server may be a little behind the one that was written to.
            Checks.eventually("seen from here", () -> client.checkExists().forPath("/curator/children/old") != null);
            PathChildrenCache cache = new PathChildrenCache(client, "/curator/children", true);
            List<String> told = Collections.synchronizedList(new ArrayList<>());
            cache.getListenable().addListener((framework, event) -> told.add(event.getType().name()));
            cache.start(PathChildrenCache.StartMode.BUILD_INITIAL_CACHE);
            Checks.equal(1, cache.getCurrentData().size());
            writer.create().forPath("/curator/children/new", Checks.bytes("a"));
            Checks.eventually("added", () -> cache.getCurrentData("/curator/children/new") != null);
            writer.setData().forPath("/curator/children/new", Checks.bytes("b"));
            Checks.eventually("updated", () -> told.contains("CHILD_UPDATED"));
            writer.delete().forPath("/curator/children/old");
            Checks.eventually("three events", () -> told.size() == 3);
            Checks.equal(List.of("CHILD_ADDED", "CHILD_UPDATED", "CHILD_REMOVED"), told);
            cache.close();
        }
    }

    static void treeCache() throws Exception {
        try (CuratorFramework client = Curators.open(); CuratorFramework writer = Curators.open()) {
            writer.create().creatingParentsIfNeeded().forPath("/curator/tree/a/b");
            TreeCache cache = TreeCache.newBuilder(client, "/curator/tree").build();
            cache.start();
            Checks.eventually("what was there", () -> cache.getCurrentData("/curator/tree/a/b") != null);
            for (int i = 0; i < 20; i++) writer.create().forPath("/curator/tree/a/b/" + i, Checks.bytes("" + i));
            Checks.eventually("twenty below", () -> {
                var children = cache.getCurrentChildren("/curator/tree/a/b");
                return children != null && children.size() == 20;
            });
            writer.delete().deletingChildrenIfNeeded().forPath("/curator/tree/a");
            Checks.eventually("gone", () -> cache.getCurrentData("/curator/tree/a") == null);
            cache.close();
        }
    }

    static void curatorCache() throws Exception {
        try (CuratorFramework client = Curators.open(); CuratorFramework writer = Curators.open()) {
            writer.create().creatingParentsIfNeeded().forPath("/curator/cache/a");
            CuratorCache cache = CuratorCache.build(client, "/curator/cache");
            cache.start();
            Checks.eventually("what was there", () -> cache.get("/curator/cache/a").isPresent());
            writer.create().forPath("/curator/cache/a/b", Checks.bytes("1"));
            writer.setData().forPath("/curator/cache/a/b", Checks.bytes("2"));
            Checks.eventually("changed", () -> cache.get("/curator/cache/a/b").map(data -> Checks.text(data.getData()))
                    .orElse("").equals("2"));
            writer.delete().deletingChildrenIfNeeded().forPath("/curator/cache/a");
            Checks.eventually("gone", () -> cache.size() == 1);
            cache.close();
        }
    }

    static void persistentWatcher() throws Exception {
        try (CuratorFramework client = Curators.open(); CuratorFramework writer = Curators.open()) {
            PersistentWatcher watcher = new PersistentWatcher(client, "/curator-watcher", true);
            List<String> told = Collections.synchronizedList(new ArrayList<>());
            watcher.getListenable().addListener(event -> {
                if (event.getPath() != null) told.add(event.getType() + " " + event.getPath());
            });
            java.util.concurrent.CountDownLatch set = new java.util.concurrent.CountDownLatch(1);
            watcher.getResetListenable().addListener(set::countDown);
            watcher.start();
            set.await();
            writer.create().forPath("/curator-watcher");
            writer.create().forPath("/curator-watcher/a");
            writer.setData().forPath("/curator-watcher/a", Checks.bytes("x"));
            writer.delete().forPath("/curator-watcher/a");
            Checks.eventually("four events", () -> told.size() == 4);
            Checks.equal(List.of("NodeCreated /curator-watcher", "NodeCreated /curator-watcher/a",
                    "NodeDataChanged /curator-watcher/a", "NodeDeleted /curator-watcher/a"), told);
            watcher.close();
        }
    }
}
