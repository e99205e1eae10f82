package dev.tidings.store.jdbc.sqlite;

import dev.tidings.store.jdbc.HistoryPlanContract;
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

/** The contract of every store, on a SQLite file. */
class SqliteContractTest {
    @Nested
    class Accept extends AcceptContract {
        Accept() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Dedupe extends DedupeContract {
        Dedupe() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class RerouteDedupe extends RerouteDedupeContract {
        RerouteDedupe() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Race extends RaceContract {
        Race() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Claim extends ClaimContract {
        Claim() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Complete extends CompleteContract {
        Complete() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Order extends OrderContract {
        Order() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class OrderingKey extends OrderingKeyContract {
        OrderingKey() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class ConcurrencyKey extends ConcurrencyKeyContract {
        ConcurrencyKey() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class FairClaim extends FairClaimContract {
        FairClaim() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Replacement extends ReplacementContract {
        Replacement() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class NotificationList extends NotificationListContract {
        NotificationList() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Change extends ChangeContract {
        Change() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Replay extends ReplayContract {
        Replay() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Push extends PushContract {
        Push() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Query extends QueryContract {
        Query() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class DeliveryFilter extends DeliveryFilterContract {
        DeliveryFilter() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Audit extends AuditContract {
        Audit() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Retention extends RetentionContract {
        Retention() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Endpoint extends EndpointContract {
        Endpoint() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class EndpointCreation extends EndpointCreationContract {
        EndpointCreation() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class EndpointList extends EndpointListContract {
        EndpointList() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Erasure extends ErasureContract {
        Erasure() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class ErasureRace extends ErasureRaceContract {
        ErasureRace() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class MissedDelivery extends MissedDeliveryContract {
        MissedDelivery() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class EndpointHealth extends EndpointHealthContract {
        EndpointHealth() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Rate extends RateContract {
        Rate() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class LostUpdate extends LostUpdateContract {
        LostUpdate() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Node extends NodeContract {
        Node() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class BulkRuns extends BulkRunContract {
        BulkRuns() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Waits extends WaitContract {
        Waits() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Housekeeping extends HousekeepingContract {
        Housekeeping() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class SecretKeys extends SecretKeyContract {
        SecretKeys() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class HistoryPlans extends HistoryPlanContract {
        HistoryPlans() {
            super(SqliteFiles::open);
        }
    }
}
