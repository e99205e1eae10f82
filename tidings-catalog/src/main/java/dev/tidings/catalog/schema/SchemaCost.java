package dev.tidings.catalog.schema;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The most work that one path of values, from the root of a payload to a leaf, can cause. A schema that refers to itself
 * more than once per level would double the work with every level.
 */
final class SchemaCost {
    /** The maximum work for one path. */
    static final long MOST = 20_000;

    /** The maximum nesting depth of payloads. */
    private static final int DEPTH = 64;

    private record Key(SchemaPlace place, int depth) {}

    private final Map<Key, Long> known = new HashMap<>();
    private final Set<SchemaPlace> open = new HashSet<>();

    private SchemaCost() {}

    /** Throws a ProblemException if the work has no bound or exceeds the maximum. */
    static long of(SchemaOutline outline) {
        SchemaCost cost = new SchemaCost();
        long most = 0;
        // From the leaves up, so that the recursion is not deeper than the references of one value.
        for (int depth = 0; depth <= DEPTH; depth++) {
            for (SchemaPlace place : outline.places()) {
                cost.of(place, depth);
            }
            most = cost.of(outline.root(), depth);
        }
        return most;
    }

    private long of(SchemaPlace place, int depth) {
        Key key = new Key(place, depth);
        Long before = known.get(key);
        if (before != null) {
            return before;
        }
        if (!open.add(place)) {
            throw Problem.inside(
                            ProblemCode.INVALID_FIELD,
                            SchemaOutline.FIELD,
                            place.pointer(),
                            "refers to itself for the same value",
                            "references that lead to a property or item first")
                    .exception();
        }
        long cost = place.weight();
        for (SchemaPlace same : place.same()) {
            cost += of(same, depth);
        }
        if (depth > 0) {
            long property = most(place.properties(), depth - 1) + sum(place.patterns(), depth - 1);
            long item = most(place.items(), depth - 1) + sum(place.contained(), depth - 1);
            cost += Math.max(property, item);
        }
        open.remove(place);
        if (cost > MOST) {
            throw Problem.inside(
                            ProblemCode.INVALID_FIELD,
                            SchemaOutline.FIELD,
                            place.pointer(),
                            "is too complex",
                            "a schema that applies few schemas to each value and refers to itself once per level")
                    .exception();
        }
        known.put(key, cost);
        return cost;
    }

    private long most(List<SchemaPlace> places, int depth) {
        long most = 0;
        for (SchemaPlace place : places) {
            most = Math.max(most, of(place, depth));
        }
        return most;
    }

    private long sum(List<SchemaPlace> places, int depth) {
        long sum = 0;
        for (SchemaPlace place : places) {
            sum += of(place, depth);
        }
        return sum;
    }
}
