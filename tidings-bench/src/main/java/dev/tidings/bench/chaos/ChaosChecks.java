package dev.tidings.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.Listing;
import dev.tidings.cli.rest.ApiClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares acknowledged intents, stored deliveries and the requests at the sink. */
final class ChaosChecks {
    private static final int BATCH = 100;

    private final ChaosPlan plan;
    private final ApiClient api;
    private final Traffic traffic;
    private final FlakySink sink;
    private final FaultInjector faults;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();

    ChaosChecks(ChaosPlan plan, ApiClient api, Traffic traffic, FlakySink sink, FaultInjector faults) {
        this.plan = plan;
        this.api = api;
        this.traffic = traffic;
        this.sink = sink;
        this.faults = faults;
    }

    ChaosReport judge() {
        figures.put("intents", plan.intents());
        figures.put("acknowledged", traffic.notifications().size());
        figures.put("  refused and resubmitted (503, 429)", traffic.refused());
        figures.put("  without a response and resubmitted", traffic.unanswered());
        figures.put("  acknowledged as replayed", traffic.replayed());
        violations.addAll(traffic.defects());
        Map<String, JsonNode> deliveries = deliveries();
        nothingIsLost(deliveries);
        everyKeyAnswersReplayed();
        history(deliveries);
        concurrency(deliveries);
        order(deliveries);
        disturbances();
        return new ChaosReport(plan, figures, violations);
    }

    private Map<String, JsonNode> deliveries() {
        Map<String, JsonNode> byId = new HashMap<>();
        boolean more = new Listing(api, "/v1/deliveries", "deliveries")
                .each(
                        Map.of(),
                        plan.intents() * 3,
                        one -> byId.put(one.path("delivery_id").asText(), one));
        if (more) {
            violations.add("more than three deliveries per intent");
        }
        return byId;
    }

    private void nothingIsLost(Map<String, JsonNode> deliveries) {
        Map<String, Integer> stored = new HashMap<>();
        Map<String, Integer> byStatus = new HashMap<>();
        deliveries.forEach((id, delivery) -> {
            stored.merge(delivery.path("notification_id").asText(), 1, Integer::sum);
            String status = delivery.path("status").asText();
            byStatus.merge(status, 1, Integer::sum);
            if (!status.equals("sent") && !status.equals("dead")) {
                violations.add(id + " is " + status + "; expected sent or dead");
            }
            if (status.equals("sent") && sink.taken(id) == 0) {
                violations.add(id + " is sent, but never reached the sink");
            }
        });
        for (int number = 0; number < plan.intents(); number++) {
            String notification = traffic.notifications().get(Traffic.key(number));
            Integer count = notification == null ? null : stored.remove(notification);
            if (count == null || count != Traffic.recipients(number)) {
                violations.add(Traffic.key(number) + " was acknowledged as " + notification + " and has "
                        + (count == null ? 0 : count) + " deliveries; expected " + Traffic.recipients(number));
            }
        }
        stored.keySet().forEach(id -> violations.add(id + " is stored, but its intent was never acknowledged"));
        for (String id : sink.seen().keySet()) {
            if (!deliveries.containsKey(id)) {
                violations.add("the sink saw " + id + ", which is not stored");
            }
        }
        figures.put("deliveries", deliveries.size());
        figures.put("  sent", byStatus.getOrDefault("sent", 0));
        figures.put("  dead", byStatus.getOrDefault("dead", 0));
    }

    private void everyKeyAnswersReplayed() {
        for (int from = 0; from < plan.intents(); from += BATCH) {
            ObjectNode body = ApiClient.JSON.createObjectNode();
            ArrayNode intents = body.putArray("intents");
            for (int i = from; i < Math.min(from + BATCH, plan.intents()); i++) {
                intents.add(traffic.intent(i));
            }
            JsonNode results = api.post("/v1/intents:batch", body).path("results");
            for (int i = 0; i < intents.size(); i++) {
                String key = Traffic.key(from + i);
                JsonNode receipt = results.path(i).path("receipt");
                if (!receipt.path("replayed").asBoolean()
                        || !receipt.path("notification_id")
                                .asText()
                                .equals(traffic.notifications().get(key))) {
                    violations.add(key + " resubmitted returned " + results.path(i));
                }
            }
        }
    }

    private void history(Map<String, JsonNode> deliveries) {
        int retries = 0;
        int unknown = 0;
        int late = 0;
        int repeated = 0;
        Set<String> byOutage = new HashSet<>();
        long requests = 0;
        for (Map.Entry<String, JsonNode> one : deliveries.entrySet()) {
            String id = one.getKey();
            int seen = sink.seen().containsKey(id) ? sink.seen().get(id).get() : 0;
            requests += seen;
            if (one.getValue().path("attempt_number").asInt() == 1 && seen <= 1) {
                continue;
            }
            AttemptHistory history = AttemptHistory.of(api.get("/v1/deliveries/" + id));
            retries += history.count("retry");
            unknown += history.count("unknown");
            late += history.late();
            if (seen > history.attempts()) {
                violations.add(id + " reached the sink " + seen + " times in " + history.attempts() + " attempts");
            }
            for (String code : history.defects()) {
                violations.add(id + ": an attempt ended as " + code + ", an error inside Tidings");
            }
            for (AttemptHistory.Unknown gap : history.unknowns()) {
                if (faults.disturbances().stream().noneMatch(it -> it.cuts(gap.started(), gap.takenOver()))) {
                    violations.add(id + ": the attempt of " + gap.started() + " is unknown, reclaimed at "
                            + gap.takenOver() + ", without a kill or outage in between");
                }
            }
            if (sink.taken(id) > 1) {
                repeated++;
                if (history.unknowns().isEmpty()) {
                    violations.add(
                            id + " was received " + sink.taken(id) + " times without an unknown attempt: " + history);
                }
                if (faults.disturbances().stream()
                        .filter(it -> it.kind() == Disturbance.Kind.OUTAGE)
                        .anyMatch(it ->
                                history.unknowns().stream().anyMatch(gap -> it.cuts(gap.started(), gap.takenOver())))) {
                    byOutage.add(id);
                }
            }
        }
        figures.put("requests at the sink", requests);
        figures.put("  failed by the sink", sink.failed());
        figures.put("retries", retries);
        figures.put("interrupted attempts (unknown)", unknown);
        figures.put("  completed late", late);
        figures.put("deliveries received twice", repeated);
        figures.put("  explained by an attempt interrupted by the outage", byOutage.size());
        figures.put("  explained by an attempt interrupted by a kill", repeated - byOutage.size());
    }

    private void concurrency(Map<String, JsonNode> deliveries) {
        Map<String, String> keys = new HashMap<>();
        for (int number = 0; number < plan.intents(); number++) {
            String key = Traffic.concurrencyKey(number);
            String notification = traffic.notifications().get(Traffic.key(number));
            if (key != null && notification != null) {
                keys.put(notification, key);
            }
        }
        OverlapCheck check = new OverlapCheck();
        deliveries.forEach((id, delivery) -> {
            String key = keys.get(delivery.path("notification_id").asText());
            if (key != null) {
                check.add(key, id, AttemptHistory.of(api.get("/v1/deliveries/" + id)));
            }
        });
        violations.addAll(check.violations());
        figures.put("attempts of deliveries with a concurrency key", check.attempts());
    }

    private void order(Map<String, JsonNode> deliveries) {
        Map<String, Integer> ordered = new HashMap<>();
        for (int number = 0; number < plan.intents(); number++) {
            String notification = traffic.notifications().get(Traffic.key(number));
            if (traffic.orderingKey(number) != null && notification != null) {
                ordered.put(notification, number);
            }
        }
        OrderCheck check = new OrderCheck();
        deliveries.forEach((id, delivery) -> {
            Integer number = ordered.get(delivery.path("notification_id").asText());
            String key = number == null ? null : traffic.orderingKey(number);
            if (number != null && key != null) {
                check.add(key, number, id, AttemptHistory.of(api.get("/v1/deliveries/" + id)));
            }
        });
        violations.addAll(check.violations());
        figures.put("deliveries with an ordering key", check.deliveries());
    }

    private void disturbances() {
        List<Recovery> recoveries = faults.recoveries();
        figures.put("nodes killed", recoveries.size());
        figures.put(
                "  deliveries of killed nodes",
                recoveries.stream().mapToInt(Recovery::held).sum());
        Duration slowest = Duration.ZERO;
        Duration slowestInOutage = Duration.ZERO;
        for (Recovery recovery : recoveries) {
            if (outageWithin(recovery)) {
                slowestInOutage = longer(slowestInOutage, recovery.took());
            } else {
                slowest = longer(slowest, recovery.took());
            }
            if (plan.nodes() > 1 && !recovery.complete()) {
                violations.add("the " + recovery.held() + " deliveries of " + recovery.node()
                        + " were not reclaimed within " + recovery.took().toMillis() + " ms");
            }
        }
        figures.put("slowest recovery of a killed node (lease " + plan.lease().toMillis() + " ms)", ms(slowest));
        if (slowestInOutage.isPositive()) {
            figures.put("  including the database outage", ms(slowestInOutage));
        }
        Duration resumed = faults.resumedAfter();
        if (resumed != null) {
            figures.put("from the database's return to the first accepted intent", ms(resumed));
        }
    }

    private boolean outageWithin(Recovery recovery) {
        Instant end = recovery.from().plus(recovery.took());
        return faults.disturbances().stream()
                .anyMatch(it -> it.kind() == Disturbance.Kind.OUTAGE && it.cuts(recovery.from(), end));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static String ms(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
