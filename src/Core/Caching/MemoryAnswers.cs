namespace LlmFunctions.Caching;

/// <summary>The answers that this instance used last, up to so many bytes.</summary>
internal sealed class MemoryAnswers(long mostBytes)
{
    // What an entry takes beside its body.
    private const int Overhead = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, CachedAnswer Answer)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, CachedAnswer Answer)> _latest = new();
    private long _bytes;

    public CachedAnswer? Find(string key)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(key, out LinkedListNode<(string Key, CachedAnswer Answer)>? node))
            {
                return null;
            }

            _latest.Remove(node);
            _latest.AddFirst(node);
            return node.Value.Answer;
        }
    }

    public void Save(string key, CachedAnswer answer)
    {
        lock (_lock)
        {
            Remove(key);
            _nodes[key] = _latest.AddFirst((key, answer));
            _bytes += SizeOf(answer);
            while (_bytes > mostBytes && _latest.Last is { } last)
            {
                Remove(last.Value.Key);
            }
        }
    }

    public void Forget(string key)
    {
        lock (_lock)
        {
            Remove(key);
        }
    }

    private void Remove(string key)
    {
        if (_nodes.Remove(key, out LinkedListNode<(string Key, CachedAnswer Answer)>? node))
        {
            _latest.Remove(node);
            _bytes -= SizeOf(node.Value.Answer);
        }
    }

    private static long SizeOf(CachedAnswer answer) => answer.Body.Length + Overhead;
}
