package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.Receipts;
import dev.tidings.store.jdbc.keyed.Receipts.Served;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lets one notification a channel have a dedupe key; later ones are served by its deliveries. */
final class Deduping {
    static final String TAKE = "INSERT INTO dedupe (tenant, channel, dedupe_key, notification_id)"
            + " SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])"
            + " ON CONFLICT DO NOTHING RETURNING channel, notification_id";
    static final String HOLDERS = "SELECT u.id, u.channel, d.notification_id"
            + " FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS u (tenant, channel, dedupe_key, id)"
            // OFFSET 0: each looks its own key up, as in IdempotencyKeys.
            + " CROSS JOIN LATERAL (SELECT * FROM dedupe k WHERE k.tenant = u.tenant AND k.channel = u.channel"
            + " AND k.dedupe_key = u.dedupe_key OFFSET 0) d";
    private static final String REUSE = "INSERT INTO reuses (notification_id, channel, reused_id)"
            + " SELECT * FROM unnest(?::text[], ?::text[], ?::text[])";

    // In one order everywhere, so that nodes do not lock each other out.
    private static final Comparator<Wish> BY_KEY = Comparator.comparing(Wish::key)
            .thenComparing(Wish::channel)
            .thenComparing(one -> one.acceptance().notification().tenant());

    private static final Receipts RECEIPTS = new Receipts(PostgresDialect.INSTANCE);
    private static final Deduping NONE = new Deduping(Map.of());

    private final Map<Served, List<ReceiptDelivery>> earlier;

    /** One notification wants one key on one channel. */
    private record Wish(Acceptance acceptance, String channel, String key) {
        Served place() {
            return new Served(acceptance.notification().id(), channel);
        }
    }

    private Deduping(Map<Served, List<ReceiptDelivery>> earlier) {
        this.earlier = earlier;
    }

    /** The deliveries that serve this intent on a channel; none when it has its own. */
    List<ReceiptDelivery> earlier(Acceptance one, String channel) {
        return earlier.isEmpty()
                ? List.of()
                : earlier.getOrDefault(new Served(one.notification().id(), channel), List.of());
    }

    static Deduping claim(Transaction tx, List<Acceptance> accepted) throws SQLException {
        List<Wish> wishes = wishes(accepted);
        if (wishes.isEmpty()) {
            return NONE;
        }
        Set<Served> won = take(tx, wishes);
        List<Wish> lost =
                wishes.stream().filter(one -> !won.contains(one.place())).toList();
        return lost.isEmpty() ? NONE : new Deduping(reuse(tx, accepted, lost));
    }

    private static List<Wish> wishes(List<Acceptance> accepted) {
        List<Wish> wishes = new ArrayList<>();
        for (Acceptance one : accepted) {
            String key = one.dedupeKey();
            if (key != null) {
                one.deliveries().stream()
                        .map(NewDelivery::channel)
                        .distinct()
                        .forEach(channel -> wishes.add(new Wish(one, channel, key)));
            }
        }
        wishes.sort(BY_KEY);
        return wishes;
    }

    private static Unnest<Wish> rows(Transaction tx, String sql, List<Wish> wishes) throws SQLException {
        return new Unnest<>(tx.prepared(sql), wishes)
                .text(one -> one.acceptance().notification().tenant())
                .text(Wish::channel)
                .text(Wish::key)
                .text(one -> one.acceptance().notification().id().value());
    }

    private static Set<Served> take(Transaction tx, List<Wish> wishes) throws SQLException {
        Set<Served> won = new HashSet<>();
        try (ResultSet row = rows(tx, TAKE, wishes).query()) {
            while (row.next()) {
                won.add(new Served(new NotificationId(row.getString(2)), row.getString(1)));
            }
        }
        return won;
    }

    private static Map<Served, List<ReceiptDelivery>> reuse(Transaction tx, List<Acceptance> accepted, List<Wish> lost)
            throws SQLException {
        Map<Served, Served> holders = new HashMap<>();
        try (ResultSet row = rows(tx, HOLDERS, lost).query()) {
            while (row.next()) {
                String channel = row.getString(2);
                holders.put(
                        new Served(new NotificationId(row.getString(1)), channel),
                        new Served(new NotificationId(row.getString(3)), channel));
            }
        }
        List<Map.Entry<Served, Served>> reuses = List.copyOf(holders.entrySet());
        new Unnest<>(tx.prepared(REUSE), reuses)
                .text(one -> one.getKey().id().value())
                .text(one -> one.getKey().channel())
                .text(one -> one.getValue().id().value())
                .update();
        Map<Served, List<ReceiptDelivery>> deliveries = RECEIPTS.reused(tx, Set.copyOf(holders.values()));
        deliveries.putAll(beingInserted(accepted, holders));
        Map<Served, List<ReceiptDelivery>> earlier = new HashMap<>();
        holders.forEach((place, holder) -> earlier.put(place, deliveries.getOrDefault(holder, List.of())));
        return earlier;
    }

    /** Of holders in this very batch, whose deliveries are not stored yet. */
    private static Map<Served, List<ReceiptDelivery>> beingInserted(
            List<Acceptance> accepted, Map<Served, Served> holders) {
        Set<Served> wanted = new HashSet<>(holders.values());
        Map<Served, List<ReceiptDelivery>> found = new HashMap<>();
        for (Acceptance one : accepted) {
            for (NewDelivery delivery : one.deliveries()) {
                Served place = new Served(one.notification().id(), delivery.channel());
                if (wanted.contains(place)) {
                    found.computeIfAbsent(place, absent -> new ArrayList<>())
                            .add(new ReceiptDelivery(
                                    delivery.id(), delivery.channel(), delivery.recipient(), delivery.status(), true));
                }
            }
        }
        return found;
    }
}
