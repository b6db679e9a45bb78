namespace LlmFunctions.Caching;

/// <summary>The answers that this instance used last, up to so many bytes.</summary>
internal sealed class MemoryAnswers(long mostBytes)
{
    // What an entry takes beside its body.
    private const int Overhead = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _latest = new();
    private long _bytes;

    public CachedAnswer? Find(string key, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(key, out LinkedListNode<Entry>? node) || node.Value.Until <= now)
            {
                Remove(key);
                return null;
            }

            _latest.Remove(node);
            _latest.AddFirst(node);
            return node.Value.Answer;
        }
    }

    /// <param name="key">The request's key.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="until">When it is forgotten.</param>
    public void Save(string key, CachedAnswer answer, DateTimeOffset until)
    {
        lock (_lock)
        {
            Remove(key);
            _nodes[key] = _latest.AddFirst(new Entry(key, answer, until));
            _bytes += SizeOf(answer);
            while (_bytes > mostBytes && _latest.Last is { } last)
            {
                Remove(last.Value.Key);
            }
        }
    }

    private void Remove(string key)
    {
        if (_nodes.Remove(key, out LinkedListNode<Entry>? node))
        {
            _latest.Remove(node);
            _bytes -= SizeOf(node.Value.Answer);
        }
    }

    private static long SizeOf(CachedAnswer answer) => answer.Body.Length + Overhead;

    private readonly record struct Entry(string Key, CachedAnswer Answer, DateTimeOffset Until);
}
