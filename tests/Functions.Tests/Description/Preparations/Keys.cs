using LlmFunctions.Functions.Tests.Description.Support;

namespace LlmFunctions.Functions.Tests.Description.Preparations;

/// <summary>A gateway key.</summary>
internal static class Keys
{
    public static IReadOnlyDictionary<string, Prepare> All { get; } = new Dictionary<string, Prepare>
    {
        ["GetKey"] = KeyAsync,
        ["ChangeKey.replace"] = KeyAsync,
        ["ChangeKey.change"] = KeyAsync,
        ["RotateKey"] = KeyAsync,
        ["RevokeKey"] = KeyAsync,
    };

    private static async Task<Prepared> KeyAsync(ExampleCaller caller) =>
        Prepared.Named("id", (await caller.PostAsync("/api/v1/manage/keys", """{"app":"other-app"}""")).GetProperty("id").GetString()!);
}
