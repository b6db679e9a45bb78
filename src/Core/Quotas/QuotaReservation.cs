using LlmFunctions.Usage;

namespace LlmFunctions.Quotas;

/// <summary>What an attempt may use, reserved of every limit that applies to it. Ends once: settled by what was used, or released.</summary>
internal sealed class QuotaReservation(IReadOnlyList<QuotaPart> parts, long output, long answers, TimeProvider timeProvider)
{
    // A provider that writes on beyond the limit that it was given is let go on by this part of it at a time.
    private const int Extension = 8;
    private const long LeastExtension = 16;

    private int _ended;
    private long _output = output;

    /// <summary>The tokens that each answer may have; null when no hard limit of tokens or money applies.</summary>
    public int? MostOutput { get; } = parts.Any(static part => part.IsHard && part.OutputToken > 0) ? (int)Math.Min(output, int.MaxValue) : null;

    /// <summary>The names of the shares that it is booked on, for the record.</summary>
    public string Shares { get; } = string.Join(' ', parts.Select(static part => part.Allowance.Share));

    /// <summary>Whether so many tokens of all answers together may be passed on; reserves more where that is needed and there is more.</summary>
    public async ValueTask<bool> AllowsAsync(long received, CancellationToken cancellationToken)
    {
        if (MostOutput is null || received <= _output * answers)
        {
            return true;
        }

        long missing = ((received + answers - 1) / answers) - _output;
        long got = await ExtendAsync(missing, Math.Max(missing, Math.Max(LeastExtension, _output / Extension)), cancellationToken);
        _output += got;
        return got > 0;
    }

    /// <summary>Books what was used.</summary>
    public void Settle(UsageRecord record) => End(part => QuotaNeed.Of(record.PromptTokens + record.CompletionTokens, record.Cost, part.Rule.Unit));

    /// <summary>There was no attempt.</summary>
    public void Release() => End(static _ => 0);

    /// <summary>How the hard limits stand: of those of requests, of tokens and of money the one that is nearest to its end.</summary>
    public IReadOnlyList<QuotaStatus> Statuses() =>
    [
        .. from part in parts
           where part.IsHard
           group part by part.Rule.Unit into unit
           let nearest = unit.MinBy(static part => part.Rule.Limit == 0 ? 0 : part.Allowance.Remaining / part.Rule.Limit)
           select new QuotaStatus(unit.Key, nearest.Rule.Limit, nearest.Allowance.Remaining, nearest.Allowance.Key.Period.End - timeProvider.GetUtcNow()),
    ];

    /// <summary>Reserves so many more tokens of each answer; returns how many, zero when there are too few.</summary>
    private async ValueTask<long> ExtendAsync(long least, long most, CancellationToken cancellationToken)
    {
        List<(QuotaPart Part, decimal Amount)> extended = [];
        long tokens = most;
        foreach (QuotaPart part in parts.Where(static part => part.IsHard && part.OutputToken > 0))
        {
            decimal got = await part.Allowance.ReserveAsync(least * part.OutputToken, tokens * part.OutputToken, timeProvider.GetUtcNow(), cancellationToken) ?? 0;
            extended.Add((part, got));
            tokens = got == 0 ? 0 : Math.Min(tokens, (long)Math.Floor(got / part.OutputToken));
            if (tokens == 0)
            {
                break;
            }
        }

        foreach ((QuotaPart part, decimal got) in extended)
        {
            decimal kept = tokens * part.OutputToken;
            part.Allowance.Settle(got - kept, 0);
            part.Reserved += kept;
        }

        return tokens;
    }

    private void End(Func<QuotaPart, decimal> used)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            foreach (QuotaPart part in parts)
            {
                part.Allowance.Settle(part.Reserved, used(part));
            }
        }
    }
}
