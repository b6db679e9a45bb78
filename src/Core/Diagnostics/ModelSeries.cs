using LlmFunctions.Pipeline;
using LlmFunctions.Usage;

namespace LlmFunctions.Diagnostics;

/// <summary>Counts the attempts with one model of a provider.</summary>
internal sealed class ModelSeries
{
    private readonly Lock _lock = new();
    private readonly long[] _times = new long[Buckets.Durations.Length + 1];
    private readonly long[] _firstTokens = new long[Buckets.FirstTokens.Length + 1];
    private long _successes;
    private long _errors;
    private long _cancelled;
    private long _tokens;
    private decimal _cost;
    private double _time;
    private double _firstToken;

    public void Add(UsageRecord record)
    {
        lock (_lock)
        {
            switch (record.Outcome)
            {
                case Attempt.Success:
                    _successes++;
                    break;
                case AttemptOutcomes.ClientClosed or AttemptOutcomes.Superseded:
                    _cancelled++;
                    break;
                default:
                    _errors++;
                    break;
            }

            _tokens += record.PromptTokens + record.CompletionTokens;
            _cost += record.Cost ?? 0;
            Observe(record.Duration, Buckets.Durations, _times, ref _time);
            if (record.TimeToFirstToken is { } firstToken)
            {
                Observe(firstToken, Buckets.FirstTokens, _firstTokens, ref _firstToken);
            }
        }
    }

    public ModelFigures Read(string provider, string model)
    {
        lock (_lock)
        {
            return new ModelFigures
            {
                Provider = provider,
                Model = model,
                Successes = _successes,
                Errors = _errors,
                Cancelled = _cancelled,
                Tokens = _tokens,
                Cost = _cost,
                ResponseTimes = new HistogramFigures(Buckets.Durations, [.. _times], _time),
                FirstTokens = new HistogramFigures(Buckets.FirstTokens, [.. _firstTokens], _firstToken),
            };
        }
    }

    private static void Observe(TimeSpan value, double[] bounds, long[] counts, ref double sum)
    {
        double seconds = value.TotalSeconds;
        int bucket = Array.BinarySearch(bounds, seconds);
        counts[bucket < 0 ? ~bucket : bucket]++;
        sum += seconds;
    }
}
