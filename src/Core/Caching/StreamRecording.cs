using System.Buffers;
using LlmFunctions.Chat;
using LlmFunctions.Pipeline;

namespace LlmFunctions.Caching;

/// <summary>Keeps the bytes of a stream while it passes by, as long as they are worth keeping.</summary>
internal sealed class StreamRecording(int mostBytes)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Dictionary<int, string?> _finishReasons = [];
    private bool _isLost;

    /// <summary>How many pieces there were.</summary>
    public int Chunks { get; private set; }

    /// <summary>Whether the answer came to its end, a good one, and all of its bytes are here.</summary>
    public bool IsGood { get; private set; }

    /// <summary>Whether its end is in no bytes, so that only reading them again tells whether it is found again.</summary>
    public bool IsEndSilent { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public void Add(in StreamItem item)
    {
        Chunks += item.Chunks.Count;
        foreach (ChunkChoice choice in item.Chunks.SelectMany(static chunk => chunk.Choices))
        {
            _finishReasons[choice.Index] = choice.FinishReason ?? _finishReasons.GetValueOrDefault(choice.Index);
        }

        _isLost |= item.Raw.IsEmpty && !item.IsLast && item.Chunks.Count > 0;
        _isLost |= _bytes.WrittenCount + item.Raw.Length > mostBytes;
        if (_isLost)
        {
            _bytes.Clear();
            return;
        }

        _bytes.Write(item.Raw.Span);
        if (item.IsLast)
        {
            IsEndSilent = item.Raw.IsEmpty;
            IsGood = _finishReasons.Count > 0 && _finishReasons.Values.All(CacheStage.IsGoodEnd);
        }
    }
}
