package dev.tidings.testkit.simulation;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.problem.ProblemCode;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** An independent model of submitted intents: each is accepted once, and one that was refused is not. */
public final class IntentLedger {
    /** After these the intent may have been accepted all the same, because the answer of the store was lost. */
    private static final Set<ProblemCode> UNCERTAIN =
            EnumSet.of(ProblemCode.UNAVAILABLE, ProblemCode.INTERNAL, ProblemCode.TIMEOUT);

    private final Map<Key, NotificationId> accepted = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<Key, Submissions> submissions = new HashMap<>();

    private record Key(String tenant, String producer, String idempotencyKey) {}

    /** Of one key. */
    private static final class Submissions {
        int begun;
        int answered;
    }

    /**
     * One submission of an intent.
     *
     * @param serial its number among those of its key
     * @param first whether all earlier ones were answered, and none accepted
     */
    public record Submission(Intent intent, int serial, boolean first) {}

    /** Records that an intent is submitted; its answer must be recorded too. */
    public Submission submitted(Intent intent) {
        Submissions own = submissions.computeIfAbsent(key(intent), _ -> new Submissions());
        boolean first = own.begun == own.answered && !accepted(intent);
        return new Submission(intent, ++own.begun, first);
    }

    /** Records a receipt. */
    public void acknowledged(Submission submission) {
        of(submission).answered++;
    }

    /** Records a refusal; returns what is wrong with it, empty if nothing. */
    public String refused(Submission submission, ProblemCode code) {
        Submissions own = of(submission);
        own.answered++;
        boolean alone = submission.first() && own.begun == submission.serial();
        return alone && accepted(submission.intent()) && !UNCERTAIN.contains(code)
                ? submission.intent().idempotencyKey() + " was refused with " + code.code()
                        + " though it was accepted as " + accepted.get(key(submission.intent()))
                : "";
    }

    /** Records a stored notification; returns what is wrong with it, empty if nothing. */
    String accepted(Notification notification) {
        Key key = new Key(notification.tenant(), notification.producer(), notification.idempotencyKey());
        ids.add(notification.id().toString());
        NotificationId before = accepted.putIfAbsent(key, notification.id());
        return before == null
                ? ""
                : notification.idempotencyKey() + " was accepted as " + before + " and again as " + notification.id();
    }

    public boolean accepted(Intent intent) {
        return accepted.containsKey(key(intent));
    }

    /** Returns whether this is the id of an accepted notification. */
    public boolean knows(String id) {
        return ids.contains(id);
    }

    /** Returns how many intents of a tenant were accepted. */
    public long accepted(String tenant) {
        return accepted.keySet().stream()
                .filter(key -> key.tenant().equals(tenant))
                .count();
    }

    private Submissions of(Submission submission) {
        return submissions.getOrDefault(key(submission.intent()), new Submissions());
    }

    private static Key key(Intent intent) {
        return new Key(intent.tenant(), intent.producer(), intent.idempotencyKey());
    }
}
