using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Quotas;
using Xunit;

namespace LlmFunctions.Tests.Quotas;

/// <summary>Whatever instances do, and in whichever order: what is used and leased together is never above the limit.</summary>
public sealed class QuotaCounterProperties
{
    private const int Instances = 4;

    private static readonly Gen<Step> AnyStep =
        from instance in Gen.Choose(0, Instances - 1)
        from kind in Gen.Elements(Enum.GetValues<StepKind>())
        from amount in Gen.Choose(1, 400)
        from repeats in Gen.Choose(1, 2)
        select new Step(instance, kind, amount / 4m, repeats);

    private static readonly Gen<(decimal Limit, Step[] Steps)> AnyRun =
        from limit in Gen.Choose(0, 2_000)
        from length in Gen.Choose(0, 150)
        from steps in AnyStep.ListOf(length)
        select (limit / 2m, steps.ToArray());

    private enum StepKind
    {
        Reserve,
        Settle,
        Report,
        Return,
        Stop,
        Crash,
        Bury,
    }

    [Fact]
    public void No_interleaving_of_reserve_settle_release_expire_and_crash_passes_the_limit() => Check(static run =>
    {
        Model model = new(run.Limit);
        return run.Steps.All(step => model.Do(step) && model.Counter.Taken <= run.Limit && model.Counter.Used <= model.Counter.Taken);
    });

    [Fact]
    public void What_was_used_is_never_above_what_the_counter_says_is_taken() => Check(static run =>
    {
        Model model = new(run.Limit);
        return run.Steps.All(step => model.Do(step) && model.Used <= model.Counter.Taken);
    });

    [Fact]
    public void When_all_have_stopped_the_counter_is_what_was_used_to_the_last_digit() => Check(static run =>
    {
        Model model = new(run.Limit);
        foreach (Step step in run.Steps.Where(static step => step.Kind is not (StepKind.Crash or StepKind.Bury)))
        {
            model.Do(step);
        }

        for (int instance = 0; instance < Instances; instance++)
        {
            model.Do(new Step(instance, StepKind.Settle, decimal.MaxValue, 1));
            model.Do(new Step(instance, StepKind.Stop, 0, 2));
        }

        return model.Counter.Used == model.Used && model.Counter.Taken == model.Used && model.Counter.Shares.IsEmpty;
    });

    [Fact]
    public void When_the_dead_are_buried_the_counter_is_what_is_recorded_and_what_they_may_have_had_under_way_stays_taken() => Check(static run =>
    {
        Model model = new(run.Limit);
        foreach (Step step in run.Steps)
        {
            model.Do(step);
        }

        for (int instance = 0; instance < Instances; instance++)
        {
            model.Do(new Step(instance, StepKind.Crash, 0, 1));
        }

        model.Do(new Step(0, StepKind.Bury, 0, 2));
        return model.Counter.Shares.IsEmpty && model.Counter.Used == model.Recorded && model.Used <= model.Counter.Taken && model.Counter.Taken <= run.Limit;
    });

    [Fact]
    public void Leases_get_smaller_towards_the_limit_and_use_it_up()
    {
        QuotaCounter counter = QuotaCounter.Empty;
        decimal last = decimal.MaxValue;
        for (int i = 0; counter.Taken < 1000; i++)
        {
            string share = $"share-{i}";
            counter = counter.Exchange(new QuotaExchange(share, 0, 0, 1, 100_000, 1000, IsWhole: true));
            Assert.InRange(counter.Shares[share].Granted, 1, last);
            last = counter.Shares[share].Granted;
        }

        Assert.Equal(1000, counter.Taken);
        Assert.Equal(1, last);
        Assert.Equal(0, counter.Exchange(new QuotaExchange("late", 0, 0, 1, 1, 1000, IsWhole: true)).Shares["late"].Granted);
    }

    [Fact]
    public void More_than_was_reserved_is_booked_all_the_same_and_stops_the_others()
    {
        QuotaCounter counter = QuotaCounter.Empty.Exchange(new QuotaExchange("a", 0, 0, 10, 10, 100, IsWhole: true));
        counter = counter.Exchange(new QuotaExchange("a", 130, 130, 0, 0, 100, IsWhole: true));
        Assert.Equal(130, counter.Used);
        Assert.Equal(0, counter.Exchange(new QuotaExchange("b", 0, 0, 1, 5, 100, IsWhole: true)).Shares["b"].Granted);
    }

    private static void Check(Func<(decimal Limit, Step[] Steps), bool> holds) =>
        Prop.ForAll(AnyRun.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private sealed record Step(int Instance, StepKind Kind, decimal Amount, int Repeats);

    /// <summary>Instances as they would behave, each with what it was granted, has under way and has used.</summary>
    private sealed class Model(decimal limit)
    {
        private readonly Holder[] _holders = [.. Enumerable.Range(0, Instances).Select(static number => new Holder { Name = $"{number}-0" })];
        private readonly List<(string Name, decimal Recorded)> _dead = [];
        private int _names;

        /// <summary>What has a record: all that was used, but for what was under way when an instance died.</summary>
        public decimal Recorded { get; private set; }

        public QuotaCounter Counter { get; private set; } = QuotaCounter.Empty;

        public decimal Used { get; private set; }

        public bool Do(Step step)
        {
            Holder holder = _holders[step.Instance];
            switch (step.Kind)
            {
                case StepKind.Reserve:
                    if (holder.Free < step.Amount || holder.Ceiling - holder.Reserved < step.Amount)
                    {
                        Exchange(holder, holder.Granted, Math.Max(0, step.Amount - holder.Free), holder.Free < step.Amount ? step.Amount * 8 : 0, step.Repeats, (holder.Reserved + step.Amount) * 2);
                    }

                    holder.Reserved += holder.Free >= step.Amount && holder.Ceiling - holder.Reserved >= step.Amount ? step.Amount : 0;
                    break;
                case StepKind.Settle:
                    decimal settled = Math.Min(step.Amount, holder.Reserved);
                    decimal used = settled * (step.Repeats == 1 ? 1 : 0.3m);
                    (holder.Reserved, holder.Spent, Used) = (holder.Reserved - settled, holder.Spent + used, Used + used);
                    Recorded += used;
                    break;
                case StepKind.Report:
                    Exchange(holder, holder.Granted, 0, 0, step.Repeats);
                    break;
                case StepKind.Return:
                    Exchange(holder, holder.Spent + holder.Reserved, 0, 0, step.Repeats);
                    break;
                case StepKind.Stop when holder.Reserved == 0:
                    Exchange(holder, holder.Spent, 0, 0, step.Repeats);
                    for (int i = 0; i < step.Repeats; i++)
                    {
                        Counter = Counter.Close(holder.Name, holder.Spent);
                    }

                    Replace(step.Instance);
                    break;
                case StepKind.Crash:
                    // What was under way may have been used to the last.
                    Used += holder.Reserved;
                    _dead.Add((holder.Name, holder.Spent));
                    Replace(step.Instance);
                    break;
                case StepKind.Bury:
                    foreach ((string name, decimal recorded) in _dead.SelectMany(dead => Enumerable.Repeat(dead, step.Repeats)))
                    {
                        // Whoever never asked has no share, and has used nothing.
                        Counter = Counter.Bury(name, recorded);
                    }

                    _dead.Clear();
                    break;
            }

            return true;
        }

        private void Exchange(Holder holder, decimal hold, decimal least, decimal want, int repeats, decimal? underWay = null)
        {
            decimal ceiling = underWay is { } more ? Math.Max(more, holder.Ceiling) : Math.Min(holder.Ceiling, holder.Reserved * 2);
            // Again, as after a reply that was lost.
            for (int i = 0; i < repeats; i++)
            {
                Counter = Counter.Exchange(new QuotaExchange(holder.Name, holder.Spent, hold, least, want, limit, IsWhole: false) { UnderWay = ceiling });
            }

            holder.Ceiling = Counter.Shares[holder.Name].UnderWay;
            holder.Granted = Counter.Shares[holder.Name].Granted;
        }

        private void Replace(int instance) => _holders[instance] = new Holder { Name = $"{instance}-{++_names}" };
    }

    private sealed class Holder
    {
        public required string Name { get; init; }

        public decimal Granted { get; set; }

        public decimal Reserved { get; set; }

        public decimal Ceiling { get; set; }

        public decimal Spent { get; set; }

        public decimal Free => Granted - Reserved - Spent;
    }
}
