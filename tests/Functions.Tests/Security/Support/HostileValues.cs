namespace LlmFunctions.Functions.Tests.Security.Support;

/// <summary>What attackers put in the place of a value, escaped as it goes over the wire.</summary>
internal static class HostileValues
{
    /// <summary>What a line of a log or of a head would begin with if a value broke out of its own.</summary>
    public const string Forged = "FORGED-LINE";

    /// <summary>For a place in a path or a query.</summary>
    public static IReadOnlyList<string> InAddresses { get; } =
    [
        "'",
        "%27%20or%201%20eq%201%20or%20%27",
        "%2F",
        "..",
        "%2E%2E%2F%2E%2E%2Fmanage%2Fkeys",
        "..%2F..%2F..%2Fhost.json",
        "..%5C..%5Chost.json",
        "a%00b",
        "%3Fx%3D1",
        "%2527",
        $"%0D%0A{Forged}%3A%201",
        "%09%7F%1B%5B2J",
        "%E2%80%AE%F0%9F%92%A3%EF%BC%87",
        "%FF%FE",
        "%ED%A0%80",
        "*",
        "-1",
        "99999999999999999999",
        "1e999",
        "%24%7Bjndi%3Aldap%3A%2F%2F127.0.0.1%2Fa%7D",
        new string('a', 6_000),
        "%41" + new string('b', 10_000),
    ];

    /// <summary>For a header; what is no text that HTTP carries never gets there.</summary>
    public static IReadOnlyList<string> InHeaders { get; } =
    [
        "'",
        "' or 1 eq 1 or '",
        "\"*\", W/\"1\"",
        "../../manage/keys",
        $"%0d%0a{Forged}: 1",
        "wait=-1, respond-async, wait=99999999999999999999",
        "-1",
        "NaN",
        "1e999",
        "99999999999999999999",
        "https://[::1]:99999/",
        "file:///etc/passwd",
        "${jndi:ldap://127.0.0.1/a}",
        "%ff%fe",
        new string('a', 10_000),
    ];

    /// <summary>What would find another one's object if its id became a part of a question.</summary>
    public static IEnumerable<string> Around(string app, string id) =>
    [
        $"{id}%27%20or%20RowKey%20eq%20%27{id}",
        $"{id}%00",
        $"{id}%2F",
        $"x%2F..%2F{id}",
        $"{app}_{id}",
        $"..%2F{app}%2F{id}",
        $"%20{id}",
        $"{id}%20",
    ];
}
