using System.Buffers;
using System.Globalization;

namespace LlmFunctions.Conversations;

/// <summary>
/// Ids of responses and of their items: <c>resp_&lt;key&gt;</c> and <c>msg_&lt;key&gt;&lt;index&gt;</c>. So an item that a client
/// only refers to is found without an index of its own.
/// </summary>
public static class ResponseIds
{
    private const string Prefix = "resp_";
    private const int KeyLength = 32;
    private const int IndexLength = 4;

    // What the client sent is numbered from here, what the model answered from 0.
    private const int FirstInput = 0x8000;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    public static string NewKey() => Guid.NewGuid().ToString("N");

    public static string OfResponse(string key) => Prefix + key;

    public static string OfOutput(string prefix, string key, int index) => OfItem(prefix, key, index);

    public static string OfInput(string prefix, string key, int index) => OfItem(prefix, key, FirstInput + index);

    /// <summary>Whether a text could be the id of a response.</summary>
    public static bool IsOfResponse(string id) =>
        id.Length == Prefix.Length + KeyLength && id.StartsWith(Prefix, StringComparison.Ordinal) && IsHex(id.AsSpan(Prefix.Length));

    /// <summary>The response that an item belongs to, by the item's id; null when it is no id of ours.</summary>
    public static string? ResponseOf(string itemId)
    {
        ReadOnlySpan<char> rest = itemId.AsSpan(itemId.IndexOf('_', StringComparison.Ordinal) + 1);
        return rest.Length >= KeyLength + IndexLength && rest.Length < itemId.Length && IsHex(rest) ? string.Concat(Prefix, rest[..KeyLength]) : null;
    }

    private static string OfItem(string prefix, string key, int index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{key}{index:x4}");

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Hex);
}
