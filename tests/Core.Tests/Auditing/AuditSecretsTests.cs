using LlmFunctions.Auditing;
using Xunit;

namespace LlmFunctions.Tests.Auditing;

public sealed class AuditSecretsTests
{
    [Theory]
    [InlineData("sk-0123456789abcdef0123")]
    [InlineData("llmf_abcdefghijkm_abcdefghijkmnpqrstuvwxyz23456789abcdef")]
    [InlineData("eyJhbGciOiJub25l.eyJzdWIiOiJ4In0.c2lnbmF0dXJl")]
    [InlineData("AIzaSyA0123456789abcdefghijklmnopqrstu")]
    public void What_has_the_form_of_a_key_is_taken_out_wherever_it_stands(string key)
    {
        string[] places =
        [
            $"\"{key}\"", $"{{\"note\":\"{key}\"}}", $"{{\"note\":\"use\\n{key}\"}}", $"{{\"note\":\"use\\t{key}\\n\"}}", $"{{\"note\":\"\\u0022{key}\\u0022\"}}", $"{{\"notes\":[1,[\"{key}\"]]}}",
            $"{{\"{key}\":1}}", $"[\"{key}\"]",
        ];
        Assert.All(places, place => Assert.DoesNotContain(key, AuditSecrets.Remove(place), StringComparison.Ordinal));
    }

    /// <summary>A backtracking engine would take the square of the length, which is days.</summary>
    [Fact]
    public void A_text_of_many_beginnings_takes_time_in_proportion()
    {
        string text = string.Concat(Enumerable.Repeat("-eyJaaaaaaaaaaaa", 100_000));
        Assert.Equal($"[\"{text}\"]", AuditSecrets.Remove($"[\"{text}\"]"));
    }
}
