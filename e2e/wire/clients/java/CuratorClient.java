/** Curator's recipes. The argument is the list of servers, in the order of their ids. */
public final class CuratorClient {
    private CuratorClient() {
    }

    public static void main(String[] args) throws Exception {
        Curators.use(args[0]);
        Checks.check("InterProcessMutex", LockRecipes::mutex);
        Checks.check("InterProcessSemaphoreMutex", LockRecipes::semaphoreMutex);
        Checks.check("InterProcessReadWriteLock", LockRecipes::readWriteLock);
        Checks.check("InterProcessSemaphoreV2", LockRecipes::semaphore);
        Checks.check("InterProcessMultiLock", LockRecipes::multiLock);
        Checks.check("LeaderLatch", LeaderRecipes::latch);
        Checks.check("LeaderSelector", LeaderRecipes::selector);
        Checks.check("DistributedBarrier", QueueRecipes::barrier);
        Checks.check("DistributedDoubleBarrier", QueueRecipes::doubleBarrier);
        Checks.check("DistributedQueue", QueueRecipes::queue);
        Checks.check("SimpleDistributedQueue", QueueRecipes::simpleQueue);
        Checks.check("DistributedPriorityQueue", QueueRecipes::priorityQueue);
        Checks.check("SharedCount", CounterRecipes::sharedCount);
        Checks.check("DistributedAtomicLong", CounterRecipes::atomicLong);
        Checks.check("NodeCache", CacheRecipes::nodeCache);
        Checks.check("PathChildrenCache", CacheRecipes::pathChildrenCache);
        Checks.check("TreeCache", CacheRecipes::treeCache);
        Checks.check("CuratorCache", CacheRecipes::curatorCache);
        Checks.check("PersistentWatcher", CacheRecipes::persistentWatcher);
        Checks.check("PersistentNode", NodeRecipes::persistentNode);
        Checks.check("PersistentTtlNode", NodeRecipes::persistentTtlNode);
        Checks.check("GroupMember", NodeRecipes::groupMember);
        Checks.check("transactions", NodeRecipes::transactions);
        Checks.check("protected, compressed, with containers as parents", NodeRecipes::builders);
        Checks.check("a lock is held by one while the leader is killed", LeaderLost::mutex);
        Checks.check("latch, cache, node and counter come through while the leader is killed", LeaderLost::everything);
        System.exit(0);
    }
}
