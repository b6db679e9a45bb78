using System.Collections.Concurrent;
using LlmFunctions.Usage;

namespace LlmFunctions.Diagnostics;

/// <summary>What the attempts of this instance came to since it started, by provider and model.</summary>
public sealed class CallMetrics
{
    // Models may be named by clients: without a limit, one of them could fill the memory with names.
    private const int MostModels = 500;
    private const string OtherModels = "other";

    private readonly ConcurrentDictionary<(string Provider, string Model), ModelSeries> _series = new();

    public void Add(UsageRecord record)
    {
        if (!_series.TryGetValue((record.Provider, record.Model), out ModelSeries? series))
        {
            string model = _series.Count < MostModels ? record.Model : OtherModels;
            series = _series.GetOrAdd((record.Provider, model), static _ => new ModelSeries());
        }

        series.Add(record);
    }

    /// <summary>The figures of now, in a fixed order.</summary>
    internal IReadOnlyList<ModelFigures> Read() =>
    [
        .. _series
            .OrderBy(static entry => entry.Key.Provider, StringComparer.Ordinal)
            .ThenBy(static entry => entry.Key.Model, StringComparer.Ordinal)
            .Select(static entry => entry.Value.Read(entry.Key.Provider, entry.Key.Model)),
    ];
}
