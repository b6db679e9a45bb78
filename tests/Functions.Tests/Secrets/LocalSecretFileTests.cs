using LlmFunctions.Functions.Secrets;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LlmFunctions.Functions.Tests.Secrets;

/// <summary>Keys of a laptop are kept, encrypted, for all processes of it.</summary>
public sealed class LocalSecretFileTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"llm-secrets-{Guid.NewGuid():N}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_process_keeps_another_reads_and_the_file_does_not_tell_it()
    {
        LocalSecretFile one = Open(), other = Open();
        Assert.False(other.Has("llm-acme"));
        Assert.Equal("from-settings", await other.GetAsync("llm-acme", Cancel));

        await one.SetAsync("llm-acme", "sk-canary-1", Cancel);
        Assert.True(other.Has("LLM-ACME"));
        Assert.Equal("sk-canary-1", await other.GetAsync("llm-acme", Cancel));
        await other.SetAsync("llm-acme", "sk-canary-2", Cancel);
        Assert.Equal(("sk-canary-2", null), (await one.GetAsync("llm-acme", Cancel), await one.GetAsync("nothing", Cancel)));
        Assert.All(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories), static file => Assert.DoesNotContain("canary", File.ReadAllText(file), StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
        }
    }

    [Fact]
    public async Task Of_many_that_are_kept_at_once_none_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(index => Open().SetAsync($"key-{index}", $"value-{index}", Cancel)));

        LocalSecretFile all = Open();
        Assert.All(Enumerable.Range(0, 12), index => Assert.True(all.Has($"key-{index}")));
        Assert.Equal("value-7", await all.GetAsync("key-7", Cancel));
    }

    [Fact]
    public async Task A_file_without_its_keys_is_of_no_use_and_says_so()
    {
        await Open().SetAsync("llm-acme", "sk-canary", Cancel);
        Directory.Delete(Path.Combine(_folder, "keys"), recursive: true);

        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Open().GetAsync("llm-acme", Cancel).AsTask());
        Assert.Contains("set it again", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private LocalSecretFile Open() => new(
        _folder,
        new ConfigurationSecretSource(new ConfigurationBuilder().AddInMemoryCollection([new KeyValuePair<string, string?>("llm-acme", "from-settings")]).Build()),
        TimeProvider.System);
}
