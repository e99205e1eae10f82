package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.Id;
import dev.tidings.core.id.NotificationId;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.OperationalEventTable;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the daily partitions, some days in advance. There is no DEFAULT partition, since its rows could not be
 * removed by dropping days. A missing day is created when it is needed, and reported to operators.
 */
final class Partitions {
    /** The number of days beyond today for which partitions exist. */
    static final int DAYS_AHEAD = 3;

    /** PostgreSQL's default: pages are filled completely. */
    private static final int FULL = 100;

    static final String MISSING = "partition.missing";

    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");

    // The number is arbitrary, and the same on all nodes.
    private static final Sql LOCK = Sql.of("""
        SELECT pg_advisory_xact_lock(7305710915)
        """);

    // Created beside the table and then attached, which does not block writers.
    private static final Sql CREATE = Sql.of("""
        CREATE TABLE %partition% (LIKE %table% INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)
        WITH (fillfactor = %fill%)
        """);

    private static final Sql ATTACH = Sql.of("""
        ALTER TABLE %table% ATTACH PARTITION %partition% FOR VALUES FROM ('\\x%from%') TO ('\\x%to%')
        """);

    private static final Sql EXISTS = Sql.of("""
        SELECT to_regclass(:name) IS NOT NULL AS found
        """);

    private static final Sql LIST = Sql.of("""
        SELECT c.relname
        FROM pg_inherits i
        JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'deliveries'::regclass
        ORDER BY 1
        """);

    /** A table that is partitioned by ids. */
    enum Table {
        NOTIFICATIONS("notifications", FULL),
        // Half of each page stays free: a batch ends all deliveries of a page in one transaction, and each of them
        // needs
        // room on that page for its new version.
        DELIVERIES("deliveries", 50),
        ATTEMPTS("attempts", FULL);

        private final String parent;
        private final int fill;

        Table(String parent, int fill) {
            this.parent = parent;
            this.fill = fill;
        }

        String parent() {
            return parent;
        }

        String partition(LocalDate day) {
            return parent + "_p" + DAY.format(day);
        }
    }

    private final Database database;
    private final InstantSource clock;
    private final OperationalEventTable events;

    Partitions(Database database, InstantSource clock, OperationalEventTable events) {
        this.database = database;
        this.clock = clock;
        this.events = events;
    }

    /** Creates the partitions of the next days; cheap if they exist. */
    void makeAhead() {
        LocalDate today = day(clock.instant());
        SortedSet<LocalDate> days = new TreeSet<>();
        for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
            days.add(today.plusDays(ahead));
        }
        make(days);
    }

    /** Creates the missing partitions of these ids, with a warning and an operational event. */
    void makeMissing(Collection<? extends Id> ids) {
        SortedSet<LocalDate> days = new TreeSet<>();
        ids.forEach(id -> days.add(day(id)));
        List<LocalDate> made = make(days);
        if (made.isEmpty()) {
            return;
        }
        String message = "the partition of " + made + " was missing and has been created while intents waited."
                + " Partitions are created " + DAYS_AHEAD
                + " days ahead: check that retention runs and clocks are right";
        LOG.warn(message);
        database.write("record a missing partition", tx -> {
            events.insert(tx, "default", MISSING, made.getFirst().toString(), message, clock.instant());
            return made;
        });
    }

    /** Returns the days without a partition. */
    private List<LocalDate> make(SortedSet<LocalDate> days) {
        List<LocalDate> missing = database.read("look for partitions", tx -> missing(tx, days));
        if (missing.isEmpty()) {
            return missing;
        }
        return database.write("create partitions", tx -> {
            tx.execute(LOCK);
            List<LocalDate> still = missing(tx, missing);
            for (LocalDate day : still) {
                for (Table table : Table.values()) {
                    make(tx, table, day);
                }
            }
            return still;
        });
    }

    private static List<LocalDate> missing(Transaction tx, Collection<LocalDate> days) throws SQLException {
        List<LocalDate> missing = new ArrayList<>();
        for (LocalDate day : days) {
            if (!exists(tx, day)) {
                missing.add(day);
            }
        }
        return missing;
    }

    private static void make(Transaction tx, Table table, LocalDate day) throws SQLException {
        String partition = table.partition(day);
        tx.execute(CREATE.naming("partition", partition)
                .naming("table", table.parent())
                .naming("fill", Integer.toString(table.fill)));
        tx.execute(ATTACH.naming("partition", partition)
                .naming("table", table.parent())
                .naming("from", bound(day))
                .naming("to", bound(day.plusDays(1))));
    }

    /** The smallest id of a day, in tables of notifications as well as of deliveries. */
    private static String bound(LocalDate day) {
        return HexFormat.of().formatHex(first(day).bytes());
    }

    /** The smallest id of the notifications of a day. */
    static NotificationId first(LocalDate day) {
        return NotificationId.first(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    static boolean exists(Transaction tx, LocalDate day) throws SQLException {
        return tx.prepared(EXISTS).text("name", Table.DELIVERIES.partition(day)).one(row -> row.getBoolean("found"));
    }

    /** The days with partitions, oldest first. */
    List<LocalDate> days() {
        return database.read(
                "list partitions", tx -> tx.prepared(LIST).list(row -> dayOfPartition(row.getString("relname"))));
    }

    private static LocalDate dayOfPartition(String name) {
        return LocalDate.parse(name.substring(name.lastIndexOf('p') + 1), DAY);
    }

    static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /** The day of an id. */
    static LocalDate day(Id id) {
        return day(id.time());
    }
}
