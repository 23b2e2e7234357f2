//! What the store must do, as plain functions that are given a store, named once for each database by the macro at the end.
//!
//! SQLite is always tested; PostgreSQL where `SIMPUL_TEST_POSTGRES_URL` is set, each test in a schema of its own.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

#[path = "store_contract/access.rs"]
mod access;
#[path = "store_contract/backups.rs"]
mod backups;
#[path = "store_contract/catalog.rs"]
mod catalog;
#[path = "store_contract/databases.rs"]
mod databases;
#[path = "store_contract/dialect.rs"]
mod dialect;
#[path = "store_contract/digests.rs"]
mod digests;
#[path = "store_contract/feed.rs"]
mod feed;
#[path = "store_contract/fixture.rs"]
mod fixture;
#[path = "store_contract/histories.rs"]
mod histories;
#[path = "store_contract/notices.rs"]
mod notices;
#[path = "store_contract/offers.rs"]
mod offers;
#[path = "store_contract/publish.rs"]
mod publish;
#[path = "store_contract/quality.rs"]
mod quality;
#[path = "store_contract/queries.rs"]
mod queries;
#[path = "store_contract/queue.rs"]
mod queue;
#[path = "store_contract/seen.rs"]
mod seen;
#[path = "store_contract/statistics.rs"]
mod statistics;
#[path = "store_contract/trust.rs"]
mod trust;
#[path = "store_contract/upgrades.rs"]
mod upgrades;
#[path = "store_contract/webhooks.rs"]
mod webhooks;

macro_rules! contract {
    ($($module:ident :: $test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                let (store, _folder) = crate::databases::sqlite().await;
                crate::$module::$test(store).await;
            })+
        }

        mod postgresql {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                if let Some(store) = crate::databases::postgresql(stringify!($test)).await {
                    crate::$module::$test(store).await;
                }
            })+
        }
    };
}

contract![
    notices::a_notice_is_told_once_to_the_endpoints_of_its_region_and_of_the_nation,
    quality::every_source_counted_at_once_is_each_counted_by_itself,
    histories::a_step_is_recorded_once_withdrawn_with_a_reason_and_recorded_anew,
    histories::what_comes_with_the_program_overwrites_nothing_that_people_said,
    queue::a_declaration_is_imported_once,
    queue::a_changed_declaration_is_read_anew_and_keeps_its_content,
    queue::a_due_source_is_claimed_by_one_worker,
    queue::a_lease_that_ended_goes_to_another_and_the_first_may_not_write,
    queue::who_lost_the_lease_writes_nothing_whatever_the_outcome,
    queue::released_leases_are_due_at_once,
    queue::paused_sources_are_left_alone,
    queue::what_is_known_of_fetching_comes_back_and_puts_the_source_off,
    queue::a_lease_that_has_ended_is_not_prolonged,
    catalog::everything_that_was_read_comes_back,
    catalog::only_the_difference_is_written,
    catalog::what_is_gone_goes_with_all_that_hangs_on_it,
    catalog::a_failure_keeps_the_content_and_its_clocks,
    catalog::findings_of_refused_content_stand_beside_the_served_ones_until_it_heals,
    catalog::a_transaction_that_fails_leaves_nothing,
    catalog::the_outbox_is_in_order,
    trust::a_mass_drop_is_held_shown_and_released_by_the_hash_of_its_difference,
    trust::refused_content_waits_for_a_person_however_often_it_comes,
    trust::refused_content_can_be_released_after_all,
    trust::an_empty_feed_is_held_and_never_stuck,
    trust::small_and_growing_changes_pass_and_a_leak_is_caught,
    trust::what_is_missing_stays_for_its_grace_and_then_leaves_a_tombstone,
    trust::what_comes_back_within_the_grace_is_what_it_was,
    trust::incomplete_content_takes_nothing_away,
    trust::what_is_always_incomplete_is_all_there_is_after_a_day,
    trust::other_bytes_that_say_the_same_are_no_change,
    trust::an_earlier_version_is_put_back_and_what_was_taken_back_waits,
    trust::a_version_keeps_its_documents_whatever_comes_later,
    trust::only_so_many_versions_keep_their_documents,
    trust::records_with_new_ids_keep_the_ones_that_they_are_known_by,
    trust::anothers_content_and_another_region_write_nothing,
    trust::when_many_lose_records_at_once_nothing_is_taken_away,
    trust::a_decision_takes_the_lease_from_whoever_harvests,
    seen::old_attempts_are_summed_up_by_day_and_their_totals_stay,
    seen::a_page_of_attempts_is_the_same_from_either_end,
    seen::processes_are_seen_while_they_live_and_forgotten_after_a_day,
    seen::health_is_read_from_the_rows_and_the_canaries,
    publish::the_whole_of_a_source_comes_back_as_it_was_read,
    publish::nobody_claims_a_source_whose_region_publishes_itself,
    publish::who_publishes_writes_alone_with_his_name,
    publish::a_rehearsal_leaves_nothing,
    publish::an_answer_is_kept_by_its_key_for_a_week,
    publish::an_upload_waits_for_a_day_and_the_oldest_make_room,
    feed::the_feed_gives_each_entity_once_where_it_changed_last,
    feed::a_reader_of_the_feed_misses_nothing_while_many_write,
    feed::lists_are_filtered_by_all_that_is_asked,
    feed::what_changed_since_is_known_of_services_and_what_is_shown_with_them,
    feed::a_bundle_holds_what_belongs_to_its_services,
    queries::counts_of_queries_add_up_and_rare_ones_are_told_to_nobody,
    queries::offers_of_a_national_service_can_be_asked_for,
    access::a_key_speaks_for_its_account_until_it_ends,
    access::a_key_follows_its_accounts_roles,
    access::the_secret_of_a_key_is_not_in_the_database,
    access::the_last_use_of_a_key_is_kept_to_the_minute,
    access::a_session_ends_by_idleness_by_its_age_and_with_its_key,
    access::a_shut_account_has_no_session,
    access::an_address_and_a_person_at_a_provider_are_one_accounts,
    access::everything_that_is_done_is_in_the_log_of_its_region,
    access::the_log_takes_entries_and_gives_none_away,
    access::one_changed_row_of_the_log_is_found,
    access::a_log_that_was_cut_off_does_not_hold_the_head_that_was_noted,
    access::many_who_write_the_log_at_once_make_one_chain,
    access::a_key_with_damaged_bounds_opens_nothing,
    notices::a_notice_comes_back_as_it_was_written,
    notices::each_change_is_counted_and_logged,
    notices::a_notice_that_is_not_written_is_not_counted,
    notices::what_was_sent_twice_is_written_once,
    notices::notices_are_found_by_region_hall_and_state,
    notices::only_what_is_there_can_be_written_about,
    notices::a_notice_outlives_the_catalog_beneath_it,
    offers::an_offer_becomes_a_source_that_is_due_and_is_decided_once,
    offers::the_same_address_is_offered_once_by_a_region_and_a_host_keeps_its_word,
    offers::one_feed_of_a_region_is_read_at_a_time_and_a_reader_that_is_gone_blocks_nobody,
    offers::a_host_that_speaks_for_others_or_for_nobody_needs_more_than_a_click,
    offers::an_address_or_a_name_that_a_source_has_is_not_given_twice,
    offers::a_refusal_is_told_with_its_reason_and_settles_the_offer,
    webhooks::a_new_version_and_its_changes_are_told_once_to_who_wants_them,
    webhooks::what_was_before_an_endpoint_is_not_told_to_it,
    webhooks::held_content_and_a_silent_source_are_told_once,
    webhooks::many_who_look_at_once_tell_once,
    webhooks::a_delivery_is_one_process_at_a_time,
    webhooks::what_fails_waits_is_given_up_and_can_be_sent_again,
    webhooks::an_endpoint_that_is_gone_or_fails_for_days_is_switched_off,
    webhooks::old_events_that_nobody_waits_for_are_forgotten,
    digests::a_week_is_one_letter_whoever_asks,
    digests::a_letter_that_was_not_taken_is_tried_again_for_a_while,
    digests::who_left_or_ended_it_gets_none,
    statistics::what_a_source_no_longer_tells_stays,
    statistics::a_correction_keeps_what_was_told_before,
    statistics::sums_add_one_kind_of_period_of_one_kind_of_thing,
    statistics::an_index_is_averaged_and_never_added,
    statistics::old_days_go_and_their_months_stay,
    statistics::what_hardly_can_be_is_told_beside_what_is_stored,
    backups::a_backup_has_every_table_of_the_migrations,
    backups::what_was_backed_up_comes_back_into_either_database,
    backups::a_database_with_something_in_it_is_left_alone,
    backups::where_no_table_is_there_is_no_backup,
    backups::a_damaged_backup_leaves_an_empty_database,
    backups::a_backup_under_load_is_of_one_moment,
    upgrades::an_older_backup_comes_into_a_newer_program,
    upgrades::an_older_backup_comes_back_as_it_was_for_an_older_program,
    upgrades::an_earlier_program_is_served_while_the_tables_are_brought_up_to_date,
    upgrades::who_reads_for_long_holds_up_the_upgrade_and_nobody_else,
    dialect::migrations_run_once_however_many_start,
    dialect::instants_keep_their_milliseconds_and_their_order,
    dialect::nulls_come_where_each_query_says,
    dialect::like_and_lower_differ_and_are_not_relied_on,
    dialect::ten_thousand_rows_fit,
];

#[tokio::test]
async fn an_unknown_scheme_is_named_and_its_password_is_not_shown() {
    let error = registry::store::Store::connect("mysql://simpul:rahasia@db/simpul").await.err().unwrap().to_string();
    assert!(error.contains("mysql") && error.contains("postgres://") && !error.contains("rahasia"), "{error}");
}
