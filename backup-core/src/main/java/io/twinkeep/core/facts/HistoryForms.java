package io.twinkeep.core.facts;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;

/** What was done by whom: audit events, moves of aliases, grants of epochs. */
final class HistoryForms {
    private static final int MAX_DETAILS = 10_000;

    private HistoryForms() {}

    static void write(FieldWriter out, AuditEvent event) {
        out.token(event.id()).text(event.region()).instant(event.at());
        out.text(event.actor()).text(event.action()).text(event.subject()).texts(event.details());
    }

    static AuditEvent audit(FieldReader in) {
        return new AuditEvent(
                in.token(), in.text(), in.instant(), in.text(), in.text(), in.text(), in.texts(MAX_DETAILS));
    }

    static void write(FieldWriter out, AliasMove move) {
        out.token(move.promotion().token()).text(move.model().value()).text(move.alias());
        out.i32(move.number()).sha256(move.version()).i32(move.epoch());
        out.instant(move.at()).text(move.by()).text(move.reason());
    }

    static AliasMove move(FieldReader in) {
        return new AliasMove(
                new PromotionId(in.token()),
                new ModelName(in.text()),
                in.text(),
                in.i32(),
                in.sha256(),
                in.i32(),
                in.instant(),
                in.text(),
                in.text());
    }

    static void write(FieldWriter out, EpochGrant grant) {
        out.i32(grant.epoch()).text(grant.primary()).instant(grant.at());
        out.text(grant.by()).text(grant.reason());
    }

    static EpochGrant grant(FieldReader in) {
        return new EpochGrant(in.i32(), in.text(), in.instant(), in.text(), in.text());
    }
}
