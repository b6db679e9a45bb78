using System.Security.Cryptography;
using System.Text;

namespace LlmFunctions.Quotas;

/// <summary>Whose attempt it is, for each scope.</summary>
/// <param name="App">The app.</param>
/// <param name="User">The app's end user; null when the request names none.</param>
/// <param name="Account">The account that is called, with its provider.</param>
/// <param name="Ip">The address that the client calls from; null when it is not known.</param>
internal readonly record struct QuotaSubjects(string App, string? User, string Account, string? Ip)
{
    private const int LongestUser = 256;

    /// <summary>The name that a limit is for.</summary>
    public string? Name(QuotaScope scope) => scope switch
    {
        QuotaScope.App => App,
        QuotaScope.User => User,
        QuotaScope.Account => Account,
        _ => Ip,
    };

    /// <summary>The name of the counter: users of two apps are two users, though they may be called the same.</summary>
    public string? Counter(QuotaScope scope) => scope == QuotaScope.User && User is not null ? $"{App}/{Short(User)}" : Name(scope);

    /// <summary>The app of a user's counter.</summary>
    public static string AppOf(string userCounter) => userCounter[..userCounter.IndexOf('/', StringComparison.Ordinal)];

    // A name that a client made too long for a row is told apart by its hash.
    private static string Short(string user) => user.Length <= LongestUser
        ? user
        : $"{user[..LongestUser]}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user)))}";
}
