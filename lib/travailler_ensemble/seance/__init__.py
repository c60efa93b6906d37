"""La séance en direct : une classe vote, discute, revote, puis voit les auteurs. L’interface est décrite dans README.md."""
