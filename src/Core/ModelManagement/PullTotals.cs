using LlmFunctions.Providers;

namespace LlmFunctions.ModelManagement;

/// <summary>Adds up the parts of a model while they come in.</summary>
internal sealed class PullTotals
{
    private readonly Dictionary<string, (long Completed, long Total)> _parts = new(StringComparer.Ordinal);

    public long? Completed => _parts.Count == 0 ? null : _parts.Values.Sum(static part => part.Completed);

    public long? Total => _parts.Count == 0 ? null : _parts.Values.Sum(static part => part.Total);

    public void Add(PullProgress progress)
    {
        if (progress is { Digest: { } digest, Total: { } total })
        {
            _parts[digest] = (progress.Completed ?? 0, total);
        }
    }
}
