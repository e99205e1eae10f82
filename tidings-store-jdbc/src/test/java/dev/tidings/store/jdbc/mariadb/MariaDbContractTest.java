package dev.tidings.store.jdbc.mariadb;

import dev.tidings.store.jdbc.HistoryPlanContract;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.store.AcceptContract;
import dev.tidings.testkit.store.AuditContract;
import dev.tidings.testkit.store.BulkRunContract;
import dev.tidings.testkit.store.ChangeContract;
import dev.tidings.testkit.store.ClaimContract;
import dev.tidings.testkit.store.CompleteContract;
import dev.tidings.testkit.store.ConcurrencyKeyContract;
import dev.tidings.testkit.store.DedupeContract;
import dev.tidings.testkit.store.DeliveryFilterContract;
import dev.tidings.testkit.store.EndpointContract;
import dev.tidings.testkit.store.EndpointCreationContract;
import dev.tidings.testkit.store.EndpointHealthContract;
import dev.tidings.testkit.store.EndpointListContract;
import dev.tidings.testkit.store.ErasureContract;
import dev.tidings.testkit.store.ErasureRaceContract;
import dev.tidings.testkit.store.FairClaimContract;
import dev.tidings.testkit.store.HousekeepingContract;
import dev.tidings.testkit.store.LostUpdateContract;
import dev.tidings.testkit.store.MissedDeliveryContract;
import dev.tidings.testkit.store.NodeContract;
import dev.tidings.testkit.store.NotificationListContract;
import dev.tidings.testkit.store.OrderContract;
import dev.tidings.testkit.store.OrderingKeyContract;
import dev.tidings.testkit.store.PushContract;
import dev.tidings.testkit.store.QueryContract;
import dev.tidings.testkit.store.RaceContract;
import dev.tidings.testkit.store.RateContract;
import dev.tidings.testkit.store.ReplacementContract;
import dev.tidings.testkit.store.ReplayContract;
import dev.tidings.testkit.store.RerouteDedupeContract;
import dev.tidings.testkit.store.RetentionContract;
import dev.tidings.testkit.store.SecretKeyContract;
import dev.tidings.testkit.store.WaitContract;
import org.junit.jupiter.api.Nested;

/** The contract of every store, on a MariaDB server. */
@NeedsServers
class MariaDbContractTest {
    @Nested
    class Accept extends AcceptContract {
        Accept() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Dedupe extends DedupeContract {
        Dedupe() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class RerouteDedupe extends RerouteDedupeContract {
        RerouteDedupe() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Race extends RaceContract {
        Race() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Claim extends ClaimContract {
        Claim() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Complete extends CompleteContract {
        Complete() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Order extends OrderContract {
        Order() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class OrderingKey extends OrderingKeyContract {
        OrderingKey() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class ConcurrencyKey extends ConcurrencyKeyContract {
        ConcurrencyKey() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class FairClaim extends FairClaimContract {
        FairClaim() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Replacement extends ReplacementContract {
        Replacement() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class NotificationList extends NotificationListContract {
        NotificationList() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Change extends ChangeContract {
        Change() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Replay extends ReplayContract {
        Replay() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Push extends PushContract {
        Push() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Query extends QueryContract {
        Query() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class DeliveryFilter extends DeliveryFilterContract {
        DeliveryFilter() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Audit extends AuditContract {
        Audit() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Retention extends RetentionContract {
        Retention() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Endpoint extends EndpointContract {
        Endpoint() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class EndpointCreation extends EndpointCreationContract {
        EndpointCreation() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class EndpointList extends EndpointListContract {
        EndpointList() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Erasure extends ErasureContract {
        Erasure() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class ErasureRace extends ErasureRaceContract {
        ErasureRace() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class MissedDelivery extends MissedDeliveryContract {
        MissedDelivery() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class EndpointHealth extends EndpointHealthContract {
        EndpointHealth() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Rate extends RateContract {
        Rate() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class LostUpdate extends LostUpdateContract {
        LostUpdate() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Node extends NodeContract {
        Node() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class BulkRuns extends BulkRunContract {
        BulkRuns() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Waits extends WaitContract {
        Waits() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Housekeeping extends HousekeepingContract {
        Housekeeping() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class SecretKeys extends SecretKeyContract {
        SecretKeys() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class HistoryPlans extends HistoryPlanContract {
        HistoryPlans() {
            super(MariaDbDatabases::open);
        }
    }
}
