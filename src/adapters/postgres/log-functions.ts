/** What the server role may ask the owner of the log to do. Each runs with the owner's rights, and says nothing of a record. */
export const LOG_FUNCTIONS = ['log_cut', 'log_open_months'] as const;

/** What those call in turn. */
export const LOG_OWNER_FUNCTIONS = ['log_make_month', 'log_empty_default', 'log_refuse'] as const;

/** Serialises who makes partitions: two processes may open the same month. */
const MONTHS_LOCK = 7_305_104;

/** Most months one call opens. */
const MONTHS_LIMIT = 120;

/** The end of the year 9999: partitions are named by years of four digits. */
const LATEST_MS = 253_402_297_200_000;

/**
 * Made anew by every `migrate`: they are program, not data. Waiting for a lock holds up everybody behind it, so none waits for long: who
 * asks, asks again.
 */
export const logFunctions = /* sql */ `
-- Whoever inserts holds a lock on the table from before it takes a number until its commit: once nobody holds one, every number that
-- was taken can be seen, and who comes later takes a higher one.
CREATE OR REPLACE FUNCTION log_cut() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' SET enable_seqscan = off AS $$
BEGIN
  LOCK TABLE ONLY public.log_record IN SHARE MODE;
  RETURN coalesce((SELECT max(seq) FROM public.log_record), 0);
END $$;

CREATE OR REPLACE FUNCTION log_make_month(p_month timestamp) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text := 'log_record_' || to_char(p_month, 'YYYY_MM');
BEGIN
  IF to_regclass('public.' || name) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE public.%I PARTITION OF public.log_record FOR VALUES FROM (%s) TO (%s)', name,
    extract(epoch FROM p_month AT TIME ZONE 'Europe/Rome')::bigint * 1000,
    extract(epoch FROM (p_month + interval '1 month') AT TIME ZONE 'Europe/Rome')::bigint * 1000);
  EXECUTE format('CREATE TRIGGER log_record_kept BEFORE TRUNCATE ON public.%I EXECUTE FUNCTION public.log_refuse()', name);
END $$;

-- What came before its month was opened stands in the default partition, and would be in the way of the month: it is put where it belongs.
-- An instant that is of no time a clock can show stays there.
CREATE OR REPLACE FUNCTION log_empty_default() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  month timestamp;
BEGIN
  ALTER TABLE public.log_record DETACH PARTITION public.log_record_default;
  ALTER TABLE public.log_record_default RENAME TO log_record_strays;
  CREATE TABLE public.log_record_default PARTITION OF public.log_record DEFAULT;
  CREATE TRIGGER log_record_kept BEFORE TRUNCATE ON public.log_record_default EXECUTE FUNCTION public.log_refuse();
  FOR month IN SELECT DISTINCT date_trunc('month', to_timestamp(instant / 1000.0) AT TIME ZONE 'Europe/Rome')
    FROM public.log_record_strays WHERE instant >= 0 AND instant < ${LATEST_MS} LOOP
    PERFORM public.log_make_month(month);
  END LOOP;
  INSERT INTO public.log_record (seq, instant, event, sender, recipients, identificativo, msgid, record)
    OVERRIDING SYSTEM VALUE
    SELECT seq, instant, event, sender, recipients, identificativo, msgid, record FROM public.log_record_strays;
  DROP TABLE public.log_record_strays;
END $$;

CREATE OR REPLACE FUNCTION log_open_months(p_first text, p_last text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  first_month timestamp;
  last_month timestamp;
  month timestamp;
BEGIN
  -- Else who asks would say on which day a month begins.
  IF p_first !~ '^[0-9]{4}-[0-9]{2}$' OR p_last !~ '^[0-9]{4}-[0-9]{2}$' THEN
    RAISE EXCEPTION 'a month is written 2026-11';
  END IF;
  first_month := (p_first || '-01')::timestamp;
  last_month := (p_last || '-01')::timestamp;
  IF last_month > first_month + interval '${MONTHS_LIMIT} months' THEN
    RAISE EXCEPTION 'no more than ${MONTHS_LIMIT} months at once';
  END IF;
  PERFORM pg_advisory_xact_lock(${MONTHS_LOCK});
  IF EXISTS (SELECT FROM public.log_record_default) THEN
    PERFORM public.log_empty_default();
  END IF;
  FOR month IN SELECT generate_series(first_month, last_month, interval '1 month') LOOP
    PERFORM public.log_make_month(month);
  END LOOP;
END $$;
`;
