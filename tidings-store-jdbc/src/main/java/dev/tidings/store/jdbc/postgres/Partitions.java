package dev.tidings.store.jdbc.postgres;

import com.github.f4b6a3.ulid.Ulid;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.OperationalEvents;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the daily partitions, some days ahead. There is no DEFAULT partition, since its rows could not be told apart later
 * by dropping; a day that is missing nevertheless is made on the spot, and operators are told.
 */
final class Partitions {
    /** How many days beyond today there are always partitions for. */
    static final int DAYS_AHEAD = 3;

    static final String MISSING = "partition.missing";

    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
    // Any number, the same on all nodes.
    private static final String LOCK = "SELECT pg_advisory_xact_lock(7305710915)";

    /** A table that is partitioned by ids. */
    enum Table {
        NOTIFICATIONS("notifications", NotificationId.PREFIX, ""),
        // Half of each page stays free: a batch ends all deliveries of a page in one transaction, and each needs room
        // on
        // that page for its new version.
        DELIVERIES("deliveries", DeliveryId.PREFIX, " WITH (fillfactor = 50)"),
        ATTEMPTS("attempts", DeliveryId.PREFIX, "");

        private final String parent;
        private final String idPrefix;
        private final String storage;

        Table(String parent, String idPrefix, String storage) {
            this.parent = parent;
            this.idPrefix = idPrefix;
            this.storage = storage;
        }

        String parent() {
            return parent;
        }

        String partition(LocalDate day) {
            return parent + "_p" + DAY.format(day);
        }

        /** The least id of a day. */
        String from(LocalDate day) {
            return idPrefix
                    + Ulid.min(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
        }
    }

    private final Database database;
    private final InstantSource clock;
    private final OperationalEvents events;

    Partitions(Database database, InstantSource clock, OperationalEvents events) {
        this.database = database;
        this.clock = clock;
        this.events = events;
    }

    /** Makes what the next days need; cheap when it is there. */
    void makeAhead() {
        LocalDate today = day(clock.instant());
        SortedSet<LocalDate> days = new TreeSet<>();
        for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
            days.add(today.plusDays(ahead));
        }
        make(days);
    }

    /** Makes what these ids need, and tells operators that it was missing. */
    void makeMissing(Collection<String> ids) {
        SortedSet<LocalDate> days = new TreeSet<>();
        ids.forEach(id -> days.add(day(id)));
        List<LocalDate> made = make(days);
        if (made.isEmpty()) {
            return;
        }
        String message = "there was no partition for " + made + "; it was made while intents waited for it."
                + " Partitions are made " + DAYS_AHEAD + " days ahead: see whether retention runs and clocks are right";
        LOG.warn(message);
        database.write("tell of a missing partition", tx -> {
            events.insert(tx.handle(), "default", MISSING, made.getFirst().toString(), message, clock.instant());
            return made;
        });
    }

    /** Returns the days that had none. */
    private List<LocalDate> make(SortedSet<LocalDate> days) {
        List<LocalDate> missing = database.read(
                "look for partitions",
                handle -> days.stream().filter(day -> !exists(handle, day)).toList());
        if (missing.isEmpty()) {
            return missing;
        }
        return database.write("make partitions", tx -> {
            tx.handle().execute(LOCK);
            List<LocalDate> still =
                    missing.stream().filter(day -> !exists(tx.handle(), day)).toList();
            for (LocalDate day : still) {
                for (Table table : Table.values()) {
                    make(tx.handle().getConnection(), table, day);
                }
            }
            return still;
        });
    }

    /** Made beside the table and then attached, which does not lock out what is written meanwhile. */
    private static void make(Connection connection, Table table, LocalDate day) throws SQLException {
        String name = table.partition(day);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + name + " (LIKE " + table.parent()
                    + " INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)" + table.storage);
            statement.execute("ALTER TABLE " + table.parent() + " ATTACH PARTITION " + name + " FOR VALUES FROM ('"
                    + table.from(day) + "') TO ('" + table.from(day.plusDays(1)) + "')");
        }
    }

    static boolean exists(Handle handle, LocalDate day) {
        return handle.createQuery("SELECT to_regclass(:name) IS NOT NULL")
                .bind("name", Table.DELIVERIES.partition(day))
                .mapTo(Boolean.class)
                .one();
    }

    /** The days that have partitions, oldest first. */
    List<LocalDate> days() {
        return database.read(
                "list partitions",
                handle -> handle.createQuery("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                                + " WHERE i.inhparent = 'deliveries'::regclass ORDER BY 1")
                        .mapTo(String.class)
                        .map(Partitions::dayOfPartition)
                        .list());
    }

    private static LocalDate dayOfPartition(String name) {
        return LocalDate.parse(name.substring(name.lastIndexOf('p') + 1), DAY);
    }

    static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /** The day whose partition an id lies in. */
    static LocalDate day(String id) {
        return day(Ulid.from(id.substring(id.indexOf('_') + 1)).getInstant());
    }
}
