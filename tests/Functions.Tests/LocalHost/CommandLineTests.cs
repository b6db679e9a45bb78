using LlmFunctions.LocalHost;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_the_port_is_that_of_core_tools()
    {
        var commandLine = CommandLine.Parse([]);

        Assert.Equal(7071, commandLine.Port);
        Assert.Empty(commandLine.Settings);
        Assert.Null(commandLine.Problem);
    }

    [Fact]
    public void Port_and_settings_are_taken()
    {
        var commandLine = CommandLine.Parse(["--set", "A=1", "--port", "0", "--set", "B__C=x=y"]);

        Assert.Null(commandLine.Problem);
        Assert.Equal(0, commandLine.Port);
        Assert.Equal("1", commandLine.Settings["A"]);
        Assert.Equal("x=y", commandLine.Settings["B__C"]);
    }

    [Theory]
    [InlineData("--port", "--port needs a value")]
    [InlineData("--port 65536", "--port needs a number from 0 to 65535, not '65536'")]
    [InlineData("--port -1", "not '-1'")]
    [InlineData("--set Name", "--set needs <Name>=<value>, not 'Name'")]
    [InlineData("--verbose", "'--verbose' is not an option")]
    public void What_is_wrong_is_said(string arguments, string expected)
    {
        Assert.Contains(expected, CommandLine.Parse(arguments.Split(' ')).Problem);
    }

    [Fact]
    public void Help_wins()
    {
        Assert.True(CommandLine.Parse(["--port", "1", "--help"]).Help);
    }
}
