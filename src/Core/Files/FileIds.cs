using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Jobs;

namespace LlmFunctions.Files;

/// <summary>Ids of files: in their order the newest come first.</summary>
public static class FileIds
{
    private const string Prefix = "file-";

    public static string New(DateTimeOffset now) => TimedIds.New(Prefix, now);

    /// <summary>The id of a file that something else makes: always the same one, so that it is made once however often it is written.</summary>
    /// <param name="now">When it is made.</param>
    /// <param name="maker">What makes it, and which of its files it is.</param>
    public static string Of(DateTimeOffset now, string maker) =>
        TimedIds.Of(Prefix, now, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(maker)).AsSpan(0, 8)));

    /// <summary>Whether a text could be the id of a file.</summary>
    public static bool IsOne(string id) => TimedIds.IsOne(Prefix, id);
}
