import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;

/** Znodes: made, read, changed and listed. */
final class DataChecks {
    private DataChecks() {
    }

    static void stat() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            Stat created = new Stat();
            zk.create("/stat", Checks.bytes("one"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, created);
            Checks.equal(0, created.getVersion());
            Checks.equal(3, created.getDataLength());
            Checks.equal(created.getCzxid(), created.getMzxid());
            Session.create(zk, "/stat/child", "");
            Stat set = zk.setData("/stat", Checks.bytes("three"), 0);
            Checks.equal(1, set.getVersion());
            Checks.equal(1, set.getCversion());
            Checks.equal(1, set.getNumChildren());
            Checks.equal(5, set.getDataLength());
            Checks.equal(created.getCzxid() + 1, set.getPzxid());
            Checks.equal(created.getCzxid() + 2, set.getMzxid());
            Stat read = new Stat();
            Checks.equal("three", Checks.text(zk.getData("/stat", false, read)));
            Checks.equal(set, read);
            Checks.equal(read, zk.exists("/stat", false));
            Checks.equal(List.of("child"), zk.getChildren("/stat", false, read));
            Checks.equal(null, zk.exists("/stat/none", false));
            zk.create("/stat/null", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            Checks.equal(null, zk.getData("/stat/null", false, null));
        }
    }

    static void errors() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            Session.create(zk, "/errors", "");
            Session.create(zk, "/errors/child", "");
            zk.create("/errors/ephemeral", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            Checks.refused(KeeperException.NodeExistsException.class, () -> Session.create(zk, "/errors", ""));
            Checks.refused(KeeperException.NoNodeException.class, () -> Session.create(zk, "/errors/none/child", ""));
            Checks.refused(KeeperException.NoChildrenForEphemeralsException.class,
                    () -> Session.create(zk, "/errors/ephemeral/child", ""));
            Checks.refused(KeeperException.NotEmptyException.class, () -> zk.delete("/errors", -1));
            Checks.refused(KeeperException.BadVersionException.class, () -> zk.delete("/errors/child", 7));
            Checks.refused(KeeperException.BadVersionException.class, () -> zk.setData("/errors", null, 7));
            Checks.refused(KeeperException.NoNodeException.class, () -> zk.getData("/errors/none", false, null));
            Checks.refused(KeeperException.InvalidACLException.class,
                    () -> zk.create("/errors/acl", null, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT));
            Checks.refused(KeeperException.BadArgumentsException.class, () -> zk.delete("/", -1));
        }
    }

    static void sequential() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            Session.create(zk, "/sequential", "");
            for (int i = 0; i < 12; i++) {
                CreateMode mode = i % 2 == 0 ? CreateMode.PERSISTENT_SEQUENTIAL : CreateMode.EPHEMERAL_SEQUENTIAL;
                String made = zk.create("/sequential/n-", null, Ids.OPEN_ACL_UNSAFE, mode);
                Checks.equal(String.format("/sequential/n-%010d", i), made);
            }
        }
    }

    static void ephemeral() throws Exception {
        try (Session watching = Session.open()) {
            Session owner = Session.open();
            owner.zk().create("/ephemeral", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            Session.sync(watching.zk());
            Stat stat = watching.zk().exists("/ephemeral", true);
            Checks.equal(owner.zk().getSessionId(), stat.getEphemeralOwner());
            owner.close();
            owner.close();
            Checks.equal("NodeDeleted /ephemeral", watching.events().next());
            Checks.refused(KeeperException.SessionExpiredException.class, () -> owner.zk().exists("/", false));
        }
    }

    static void containerAndTtl() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            Stat stat = new Stat();
            zk.create("/container", null, Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER, stat);
            // What marks a container on disk is not told to clients.
            Checks.equal(0L, stat.getEphemeralOwner());
            Checks.equal(stat, zk.exists("/container", false));
            zk.create("/ttl", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_WITH_TTL, stat, 60_000);
            Checks.equal(0L, stat.getEphemeralOwner());
            String made = zk.create("/container/ttl-", null, Ids.OPEN_ACL_UNSAFE,
                    CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL, stat, 60_000);
            Checks.equal("/container/ttl-0000000000", made);
        }
    }

    static void aclAndAuth() throws Exception {
        try (Session owner = Session.open(); Session stranger = Session.open(Session.server(0))) {
            owner.zk().addAuthInfo("digest", Checks.bytes("olga:secret"));
            owner.zk().create("/acl", Checks.bytes("mine"), Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
            Session.sync(stranger.zk());
            Checks.refused(KeeperException.NoAuthException.class, () -> stranger.zk().getData("/acl", false, null));
            Stat stat = new Stat();
            List<ACL> acl = owner.zk().getACL("/acl", stat);
            Checks.equal("digest", acl.get(0).getId().getScheme());
            Checks.holds(acl.get(0).getId().getId().startsWith("olga:"), "the owner's name stands in the ACL");
            Checks.equal(0, stat.getAversion());
            List<ACL> open = new ArrayList<>(acl);
            open.add(new ACL(Perms.READ, new Id("world", "anyone")));
            Checks.equal(1, owner.zk().setACL("/acl", open, 0).getAversion());
            Checks.refused(KeeperException.BadVersionException.class, () -> owner.zk().setACL("/acl", open, 0));
            Session.sync(stranger.zk());
            Checks.equal("mine", Checks.text(stranger.zk().getData("/acl", false, null)));
            Checks.refused(KeeperException.NoAuthException.class, () -> stranger.zk().setData("/acl", null, -1));
            stranger.zk().addAuthInfo("digest", Checks.bytes("olga:secret"));
            stranger.zk().setData("/acl", Checks.bytes("ours"), -1);
            Session wrong = Session.open();
            wrong.zk().addAuthInfo("nonsense", Checks.bytes("x"));
            Checks.eventually("an unknown scheme ends in AuthFailed", () -> wrong.events().state() == KeeperState.AuthFailed);
            wrong.close();
        }
    }

    static void whoAmI() throws Exception {
        try (Session session = Session.open()) {
            session.zk().addAuthInfo("digest", Checks.bytes("olga:secret"));
            List<String> names = session.zk().whoAmI().stream().map(id -> id.getAuthScheme() + ":" + id.getUser()).toList();
            Checks.equal(List.of("digest:olga", "ip:127.0.0.1"), Checks.sorted(names));
        }
    }

    static void listings() throws Exception {
        try (Session session = Session.open()) {
            ZooKeeper zk = session.zk();
            Session.create(zk, "/listings", "");
            for (String name : List.of("a", "b", "c")) {
                zk.create("/listings/" + name, null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
                Session.create(zk, "/listings/p" + name, "");
                Session.create(zk, "/listings/p" + name + "/below", "");
            }
            Checks.equal(List.of("/listings/a", "/listings/b", "/listings/c"), Checks.sorted(zk.getEphemerals()));
            Checks.equal(List.of("/listings/b"), zk.getEphemerals("/listings/b"));
            Checks.equal(9, zk.getAllChildrenNumber("/listings"));
        }
    }

    static void sync() throws Exception {
        try (Session writer = Session.open(Session.server(0)); Session reader = Session.open(Session.server(1))) {
            Session.create(writer.zk(), "/sync", "0");
            for (int i = 1; i <= 50; i++) {
                writer.zk().setData("/sync", Checks.bytes("" + i), -1);
                Session.sync(reader.zk());
                Checks.equal("" + i, Checks.text(reader.zk().getData("/sync", false, null)));
            }
        }
    }

    static void chroot() throws Exception {
        try (Session session = Session.open()) {
            Session.create(session.zk(), "/chroot", "");
            try (Session inside = Session.open(Session.hosts() + "/chroot")) {
                inside.zk().exists("/child", true);
                Checks.equal("/child", Session.create(inside.zk(), "/child", "x"));
                Checks.equal("NodeCreated /child", inside.events().next());
                Session.sync(inside.zk());
                Checks.equal(List.of("child"), inside.zk().getChildren("/", false));
            }
        }
    }
}
