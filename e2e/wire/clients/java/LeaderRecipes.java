import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;

/** Elections among clients. */
final class LeaderRecipes {
    private LeaderRecipes() {
    }

    static void latch() throws Exception {
        List<CuratorFramework> clients = List.of(Curators.open(), Curators.open(), Curators.open());
        List<LeaderLatch> latches = new ArrayList<>();
        for (CuratorFramework client : clients) {
            LeaderLatch latch = new LeaderLatch(client, "/curator/latch", "id-" + latches.size());
            latch.start();
            latches.add(latch);
        }
        for (int left = 3; left > 0; left--) {
            Checks.eventually("one leads", () -> latches.stream().filter(LeaderLatch::hasLeadership).count() == 1);
            LeaderLatch leader = latches.stream().filter(LeaderLatch::hasLeadership).findFirst().orElseThrow();
            Checks.equal(leader.getId(), latches.get(0).getLeader().getId());
            latches.remove(leader);
            leader.close();
        }
        for (CuratorFramework client : clients) client.close();
    }

    static void selector() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        CountDownLatch turns = new CountDownLatch(6);
        List<CuratorFramework> clients = new ArrayList<>();
        List<LeaderSelector> selectors = new ArrayList<>();
        List<Integer> crowds = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 2; i++) {
            CuratorFramework client = Curators.open();
            LeaderSelector selector = new LeaderSelector(client, "/curator/selector", new LeaderSelectorListenerAdapter() {
                @Override
                public void takeLeadership(CuratorFramework framework) throws Exception {
                    crowds.add(inside.incrementAndGet());
                    Thread.sleep(20);
                    inside.decrementAndGet();
                    turns.countDown();
                }
            });
            selector.autoRequeue();
            selector.start();
            clients.add(client);
            selectors.add(selector);
        }
        Checks.holds(turns.await(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "six turns");
        for (LeaderSelector selector : selectors) selector.close();
        for (CuratorFramework client : clients) client.close();
        Checks.holds(crowds.stream().allMatch(crowd -> crowd == 1), "one leader at a time: " + crowds);
    }
}
