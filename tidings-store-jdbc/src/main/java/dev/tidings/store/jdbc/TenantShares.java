package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.tenant.TenantWeights;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Divides claims among tenants by their weights. A claim that takes all that is due needs no division. When more is due
 * than the claim may take, the store looks for other tenants with due deliveries, a bounded number per claim; the next
 * claim of the channel continues where this one stopped, so that each tenant gets its turn.
 */
public final class TenantShares {
    /** The maximum number of tenants that one claim looks at. */
    public static final int LOOKED_AT = 64;

    /** Where the last claim of each channel stopped; absent when it looked at all tenants and served each that had something due. */
    private final ConcurrentMap<String, String> lastServed = new ConcurrentHashMap<>();

    /** A tenant with deliveries that wait or were sent late, on any channel. */
    public record Candidate(String tenant, boolean due) {}

    /** The due deliveries of a channel, within the transaction of a claim. */
    public interface DueByTenant<T> {
        /** Returns the longest due deliveries of all tenants, except {@link #lapsed}. */
        List<T> oldest(int limit) throws SQLException;

        /** Returns those whose lease has expired, if they are not found by tenant; there are never many. */
        List<T> lapsed(int limit) throws SQLException;

        /** Returns the next {@link #LOOKED_AT} tenants after this name, in the order of their names. */
        List<Candidate> tenantsAfter(String tenant) throws SQLException;

        /** Returns the longest due deliveries of each tenant, at most as many as its share. */
        List<T> ofEach(Map<String, Integer> shares) throws SQLException;
    }

    /** One look at what is due. */
    @FunctionalInterface
    public interface Scan {
        /**
         * Adds what it leases, at most so many.
         *
         * @return whether some had to wait, so that others may be due now
         */
        boolean lease(int limit, List<LeasedDelivery> leased) throws SQLException;
    }

    /**
     * Leases what is due, in several scans if some of it has to wait. Each of them starts with the same tenant, which had no turn
     * yet; the last one does not, so that a tenant with very many waiting deliveries does not keep it.
     */
    public List<LeasedDelivery> claim(String channel, int limit, Scan scan) throws SQLException {
        List<LeasedDelivery> leased = new ArrayList<>();
        boolean again = true;
        for (int scans = 1; again; scans++) {
            @Nullable String start = lastServed.get(channel);
            again = scan.lease(limit - leased.size(), leased)
                    && leased.size() < limit
                    && scans < ConcurrencyPermits.SCANS;
            if (again) {
                lastServed.compute(channel, (_, _) -> start);
            }
        }
        return leased;
    }

    /**
     * Returns what the claim takes: the share of each tenant with due deliveries, and the longest due of all in the
     * places that are left. Expired leases come before what waits.
     */
    public <T> List<T> divide(
            String channel, int limit, TenantWeights weights, Function<T, DueDelivery> delivery, DueByTenant<T> due)
            throws SQLException {
        List<T> lapsed = due.lapsed(limit);
        List<T> oldest = new ArrayList<>(lapsed);
        oldest.addAll(due.oldest(limit));
        if (oldest.size() < limit) {
            return oldest;
        }
        Map<String, List<T>> lapsedOfEach = new TreeMap<>();
        lapsed.forEach(one -> lapsedOfEach
                .computeIfAbsent(delivery.apply(one).tenant(), _ -> new ArrayList<>())
                .add(one));
        List<Candidate> seen = look(lastServed.getOrDefault(channel, ""), due, lapsedOfEach.keySet());
        Set<String> tenants = new LinkedHashSet<>();
        seen.stream().filter(Candidate::due).forEach(one -> tenants.add(one.tenant()));
        oldest.forEach(one -> tenants.add(delivery.apply(one).tenant()));
        if (tenants.size() == 1) {
            lastServed.remove(channel);
            return oldest.subList(0, limit);
        }
        Map<String, Integer> shares = shares(tenants, limit, weights);
        continueAfter(channel, seen, shares.keySet());
        List<T> shared = reclaimed(lapsedOfEach, shares);
        if (!shares.isEmpty()) {
            shared.addAll(due.ofEach(shares));
        }
        return filled(shared, oldest, limit, one -> delivery.apply(one).id());
    }

    /** Returns the next tenants after this one, all around. */
    private static <T> List<Candidate> look(String after, DueByTenant<T> due, Set<String> lapsed) throws SQLException {
        Map<String, Candidate> seen = new LinkedHashMap<>();
        collect(due.tenantsAfter(after), after, lapsed, seen);
        if (seen.size() < LOOKED_AT && !after.isEmpty()) {
            collect(due.tenantsAfter(""), "", lapsed, seen);
        }
        return List.copyOf(seen.values());
    }

    /** Adds these tenants, and between them those with expired leases, in the order of their names. */
    private static void collect(List<Candidate> found, String after, Set<String> lapsed, Map<String, Candidate> seen) {
        SortedMap<String, Candidate> inOrder = new TreeMap<>();
        found.forEach(candidate -> inOrder.put(candidate.tenant(), candidate));
        String last = found.size() < LOOKED_AT ? null : found.getLast().tenant();
        for (String tenant : lapsed) {
            if (tenant.compareTo(after) > 0 && (last == null || tenant.compareTo(last) <= 0)) {
                inOrder.put(tenant, new Candidate(tenant, true));
            }
        }
        for (Candidate candidate : inOrder.values()) {
            if (seen.size() < LOOKED_AT) {
                seen.putIfAbsent(candidate.tenant(), candidate);
            }
        }
    }

    /** Takes the expired leases of each tenant into its share; the rest of the shares remains. */
    private static <T> List<T> reclaimed(Map<String, List<T>> lapsed, Map<String, Integer> shares) {
        List<T> taken = new ArrayList<>();
        lapsed.forEach((tenant, own) -> shares.computeIfPresent(tenant, (_, share) -> {
            int reclaims = Math.min(share, own.size());
            taken.addAll(own.subList(0, reclaims));
            return reclaims == share ? null : share - reclaims;
        }));
        return taken;
    }

    /** The next claim starts behind the last tenant that this one has served, or has looked at in vain. */
    private void continueAfter(String channel, List<Candidate> seen, Set<String> served) {
        String last = "";
        for (Candidate candidate : seen) {
            if (candidate.due() && !served.contains(candidate.tenant())) {
                lastServed.put(channel, last);
                return;
            }
            last = candidate.tenant();
        }
        if (seen.size() < LOOKED_AT) {
            lastServed.remove(channel);
        } else {
            lastServed.put(channel, last);
        }
    }

    /** Each tenant gets at least one place, in order, while there are any. */
    private static Map<String, Integer> shares(Set<String> tenants, int limit, TenantWeights weights) {
        long total = 0;
        for (String tenant : tenants) {
            total += weights.weight(tenant);
        }
        Map<String, Integer> shares = new LinkedHashMap<>();
        int left = limit;
        for (String tenant : tenants) {
            if (left == 0) {
                break;
            }
            int share = Math.clamp((long) limit * weights.weight(tenant) / total, 1, left);
            shares.put(tenant, share);
            left -= share;
        }
        return shares;
    }

    private static <T> List<T> filled(List<T> shared, List<T> oldest, int limit, Function<T, DeliveryId> id) {
        Map<DeliveryId, T> taken = LinkedHashMap.newLinkedHashMap(limit);
        shared.forEach(one -> taken.put(id.apply(one), one));
        for (T one : oldest) {
            if (taken.size() < limit) {
                taken.putIfAbsent(id.apply(one), one);
            }
        }
        return List.copyOf(taken.values());
    }
}
