package dev.tidings.store.jdbc.postgres;

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

/** The contract of every store, on PostgreSQL. */
@NeedsServers
class PostgresContractTest {
    @Nested
    class Accept extends AcceptContract {
        Accept() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Dedupe extends DedupeContract {
        Dedupe() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class RerouteDedupe extends RerouteDedupeContract {
        RerouteDedupe() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Race extends RaceContract {
        Race() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Claim extends ClaimContract {
        Claim() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Complete extends CompleteContract {
        Complete() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Order extends OrderContract {
        Order() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class OrderingKey extends OrderingKeyContract {
        OrderingKey() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class ConcurrencyKey extends ConcurrencyKeyContract {
        ConcurrencyKey() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class FairClaim extends FairClaimContract {
        FairClaim() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Replacement extends ReplacementContract {
        Replacement() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class NotificationList extends NotificationListContract {
        NotificationList() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Change extends ChangeContract {
        Change() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Replay extends ReplayContract {
        Replay() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Push extends PushContract {
        Push() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Query extends QueryContract {
        Query() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class DeliveryFilter extends DeliveryFilterContract {
        DeliveryFilter() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Audit extends AuditContract {
        Audit() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Retention extends RetentionContract {
        Retention() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Endpoint extends EndpointContract {
        Endpoint() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class EndpointCreation extends EndpointCreationContract {
        EndpointCreation() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class EndpointList extends EndpointListContract {
        EndpointList() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Erasure extends ErasureContract {
        Erasure() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class ErasureRace extends ErasureRaceContract {
        ErasureRace() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class MissedDelivery extends MissedDeliveryContract {
        MissedDelivery() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class EndpointHealth extends EndpointHealthContract {
        EndpointHealth() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Rate extends RateContract {
        Rate() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class LostUpdate extends LostUpdateContract {
        LostUpdate() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Node extends NodeContract {
        Node() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class BulkRuns extends BulkRunContract {
        BulkRuns() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Waits extends WaitContract {
        Waits() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Housekeeping extends HousekeepingContract {
        Housekeeping() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class SecretKeys extends SecretKeyContract {
        SecretKeys() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class HistoryPlans extends HistoryPlanContract {
        HistoryPlans() {
            super(PostgresDatabases::open);
        }
    }
}
