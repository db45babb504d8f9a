/** ZooKeeper’s own Java client. Its argument is the list of servers, in the order of their ids. */
public final class JavaClient {
    private JavaClient() {
    }

    public static void main(String[] args) throws Exception {
        Session.use(args[0]);
        Checks.check("stat", DataChecks::stat);
        Checks.check("errors", DataChecks::errors);
        Checks.check("sequential", DataChecks::sequential);
        Checks.check("ephemeral", DataChecks::ephemeral);
        Checks.check("container and ttl", DataChecks::containerAndTtl);
        Checks.check("acl and auth", DataChecks::aclAndAuth);
        Checks.check("whoami", DataChecks::whoAmI);
        Checks.check("multi", BatchChecks::multi);
        Checks.check("multi refused", BatchChecks::multiRefused);
        Checks.check("multi of reads", BatchChecks::multiOfReads);
        Checks.check("one-shot watches", WatchChecks::oneShotWatches);
        Checks.check("persistent watch", WatchChecks::persistentWatch);
        Checks.check("recursive watch", WatchChecks::recursiveWatch);
        Checks.check("removed watches", WatchChecks::removedWatches);
        Checks.check("ephemerals and number of children", DataChecks::listings);
        Checks.check("sync", DataChecks::sync);
        Checks.check("asynchronous answers in order", BatchChecks::asynchronous);
        Checks.check("large data and many children", BatchChecks::large);
        Checks.check("chroot", DataChecks::chroot);
        Checks.check("negotiated timeout", SessionChecks::negotiatedTimeout);
        Checks.check("client that may be read-only", SessionChecks::mayBeReadOnly);
        Checks.check("session taken over", SessionChecks::takenOver);
        Checks.check("config", ConfigChecks::config);
        Checks.check("reconfigure", ConfigChecks::reconfigure);
        Checks.check("watches set again after a reconnect", WatchChecks::watchesSetAgain);
        Checks.check("no acknowledged write is lost when the leader is killed", SessionChecks::leaderKilledUnderWrites);
        System.exit(0);
    }
}
