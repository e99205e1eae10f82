package dev.tidings.store.jdbc.mariadb;

import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.DeliveryWay;
import dev.tidings.store.jdbc.Fault;
import dev.tidings.store.jdbc.keyed.ServerDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** MariaDB's words. */
final class MariaDbDialect implements ServerDialect {
    static final MariaDbDialect INSTANCE = new MariaDbDialect();

    /** Jumps from one channel to the next in the index. */
    static final String CHANNELS = "SELECT DISTINCT channel FROM deliveries";

    private static final Pattern NEW = Pattern.compile("\\bnew\\.(\\w+)");
    private static final String INSERT = "INSERT ";

    private MariaDbDialect() {}

    /** Truncated values would be warnings of this statement: the columns are wide enough for all that is let in. */
    @Override
    public String insertOrIgnore(String insert) {
        if (!insert.startsWith(INSERT)) {
            throw new IllegalArgumentException("expected an INSERT, got " + insert);
        }
        return "INSERT IGNORE " + insert.substring(INSERT.length());
    }

    @Override
    public String deliveriesById() {
        return "deliveries d FORCE INDEX (PRIMARY)";
    }

    /** Those that were sent stand together in it, and most of them under NULL. */
    @Override
    public String deliveriesSentLate() {
        return "deliveries d FORCE INDEX (deliveries_not_sent)";
    }

    @Override
    public String onlySentLate() {
        return " AND d.not_sent IS NULL";
    }

    /** It refuses LIMIT within IN, and has it on DELETE itself. */
    @Override
    public String deleteSome(String table, String key, String condition, String order) {
        return "DELETE FROM " + table + " WHERE " + condition + " ORDER BY " + order + " LIMIT ?";
    }

    @Override
    public String sharing(String select) {
        return select + " LOCK IN SHARE MODE";
    }

    @Override
    public String locking(String select) {
        return select + " FOR UPDATE";
    }

    @Override
    public String insertOrUpdate(String insert, String key, String sets) {
        return insert + " ON DUPLICATE KEY UPDATE " + NEW.matcher(sets).replaceAll("VALUES($1)");
    }

    @Override
    public String dueAt() {
        return "d.due_at";
    }

    /** Without hints it would rather read and sort all of a tenant than walk down from the newest. */
    @Override
    public String deliveries(DeliveryWay way) {
        String index = switch (way) {
            case NEWEST -> "PRIMARY";
            case OF_RECIPIENT -> "deliveries_of_recipient";
            case OF_NOTIFICATION -> "deliveries_of_notification";
            case NOT_SENT -> "deliveries_not_sent";
            case OPEN -> "deliveries_due";
        };
        return "deliveries d FORCE INDEX (" + index + ")";
    }

    @Override
    public String withNotifications(DeliveryWay way) {
        return deliveries(way) + " STRAIGHT_JOIN notifications n ON n.id = d.notification_id";
    }

    /** The index of recipients holds only their beginnings, so that ids are in no order in it. */
    @Override
    public boolean inOrder(DeliveryWay way) {
        return way == DeliveryWay.NEWEST || way == DeliveryWay.NOT_SENT;
    }

    /** With the whole of its index said, the ids are in order. */
    @Override
    public String notSent() {
        return "d.not_sent = true AND d.sent_late_at IS NULL";
    }

    /** The index begins with the channel, and a range of its times has to know which. */
    @Override
    public Condition open(Handle handle) {
        List<String> channels = handle.createQuery(CHANNELS).mapTo(String.class).list();
        if (channels.isEmpty()) {
            return new Condition("false", Map.of());
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        channels.forEach(channel -> parameters.put("open" + parameters.size(), channel));
        return new Condition(
                "d.due_at >= 0 AND d.channel IN (:" + String.join(", :", parameters.keySet()) + ")", parameters);
    }

    @Override
    public String among(String column, int values) {
        return column + " IN (" + "?, ".repeat(values - 1) + "?)";
    }

    @Override
    public Binding bindAmong(Binding binding, Collection<String> values) throws SQLException {
        for (String value : values) {
            binding.text(value);
        }
        return binding;
    }

    @Override
    public void stop(Connection connection) throws SQLException {
        connection.unwrap(org.mariadb.jdbc.Connection.class).cancelCurrentQuery();
    }

    @Override
    public @Nullable Fault fault(SQLException failure) {
        return MariaDbFaults.of(failure);
    }
}
